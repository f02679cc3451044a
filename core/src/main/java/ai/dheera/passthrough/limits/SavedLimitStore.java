/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Limits counted in this process, with what is spent saved to a file at most a second after it has changed. */
final class SavedLimitStore extends DelegatingLimitStore {

    private static final Logger log = LoggerFactory.getLogger(SavedLimitStore.class);

    private static final long PAUSE_MILLIS = 400;

    private final MemoryLimitStore counted;
    private final SpendFile file;
    private final ScheduledExecutorService saver;

    // used by the one thread that saves
    private long saved;
    private boolean failing;

    /**
     * A store that goes on from what is in a file.
     *
     * @throws IOException where that cannot be read, or no file can be written in its place
     */
    SavedLimitStore(MemoryLimitStore counted, SpendFile file) throws IOException {
        super(counted);
        this.counted = counted;
        this.file = file;
        counted.restore(file.read());
        file.write(counted.spend());
        this.saved = counted.changes();
        this.saver = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dheera-limits-saver");
            thread.setDaemon(true);
            return thread;
        });
        var unused = saver.scheduleWithFixedDelay(this::save, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void save() {
        long changes = counted.changes();
        if (changes == saved) {
            return;
        }
        try {
            file.write(counted.spend());
            saved = changes;
            if (failing) {
                failing = false;
                log.info("What is spent is saved to {} again", file);
            }
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                failing = true;
                log.error("What is spent cannot be saved to {}; it is tried again twice a second", file, e);
            }
        }
    }

    /** Saves what has changed since. */
    @Override
    public void close() {
        saver.execute(this::save);
        saver.shutdown();
        try {
            if (!saver.awaitTermination(10, TimeUnit.SECONDS)) {
                log.error("What was spent last could not be saved to {} within 10 s", file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
