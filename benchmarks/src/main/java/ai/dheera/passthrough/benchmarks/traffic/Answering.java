/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** One connection to the upstream: reads a request, checks it, answers it piece by piece, reads the next. */
final class Answering {

    private final SocketChannel channel;
    private final Loop loop;
    private final SelectionKey key;
    private final Function<Workload, Answer> answers;
    private final MessageReader requests = new MessageReader("POST ", Requests.sharedBody());

    private Iterator<ByteBuffer> pieces = Collections.emptyIterator();
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private long due;

    /**
     * An upstream's side of a connection.
     *
     * @param answers what to answer to the requests of each workload
     */
    Answering(SocketChannel channel, Loop loop, Function<Workload, Answer> answers) throws IOException {
        this.channel = channel;
        this.loop = loop;
        this.answers = answers;
        this.key = loop.register(channel, 0, guarded(this::ready));
    }

    void begin() {
        key.interestOps(SelectionKey.OP_READ);
    }

    private void ready() throws IOException {
        if (key.isWritable()) {
            write();
        } else {
            read();
        }
    }

    private void read() throws IOException {
        ByteBuffer block = loop.block();
        if (channel.read(block) < 0) {
            channel.close();
        } else if (requests.read(block.flip())) {
            pieces = answers.apply(Workload.of(requests.head())).pieces();
            due = System.nanoTime() + ThreadLocalRandom.current().nextLong(Workload.PAUSE_NANOS);
            writeNext();
        }
    }

    private void writeNext() throws IOException {
        piece = pieces.next();
        write();
    }

    private void write() throws IOException {
        channel.write(piece);
        key.interestOps(piece.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        if (!piece.hasRemaining() && pieces.hasNext()) {
            loop.at(due, guarded(this::writeNext));
            due += Workload.PAUSE_NANOS;
        }
    }

    /** What goes wrong on one connection ends that one, and the clients notice. A proxy may end one at any time. */
    private Loop.Task guarded(Loop.Task task) {
        return () -> {
            try {
                task.run();
            } catch (BadMessage e) {
                System.err.println("upstream: " + e.getMessage());
                channel.close();
            } catch (IOException e) {
                channel.close();
            }
        };
    }
}
