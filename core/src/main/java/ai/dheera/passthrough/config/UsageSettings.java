/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.usage.QueuedSink;
import ai.dheera.passthrough.usage.Rotation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration says of usage records. Immutable. Paths are relative to the working directory.
 *
 * @param jsonl the file to which records go, one a line
 * @param rotation when that file is put aside
 * @param slf4j whether records are logged
 * @param stores the stores to which records go, by their kinds, with their options; secrets among them
 * @param queue how many records may wait in memory for each of those, from 1
 * @param journal the folder in which records are kept until they are written
 * @param journalBytes how much may wait there for each of those, from 1
 * @param ledger the file that remembers what has been billed
 */
public record UsageSettings(
        Optional<Path> jsonl,
        Rotation rotation,
        boolean slf4j,
        Map<String, Map<String, String>> stores,
        int queue,
        Optional<Path> journal,
        long journalBytes,
        Optional<Path> ledger) {

    /** Records go nowhere. */
    public static final UsageSettings NONE = new UsageSettings(
            Optional.empty(),
            Rotation.NEVER,
            false,
            Map.of(),
            QueuedSink.USUAL_MOST,
            Optional.empty(),
            QueuedSink.USUAL_JOURNAL_BYTES,
            Optional.empty());

    // Copies the maps, in their order.
    public UsageSettings {
        stores = new LinkedHashMap<>(stores);
        stores.replaceAll((kind, options) -> Map.copyOf(options));
        stores = Collections.unmodifiableMap(stores);
    }

    /** The sinks that this asks for. */
    List<SinkPlan> plans() {
        List<SinkPlan> plans = new ArrayList<>();
        jsonl.ifPresent(file -> plans.add(plan("jsonl", new SinkPlan.JsonLines(file, rotation))));
        if (slf4j) {
            plans.add(plan("slf4j", new SinkPlan.Log()));
        }
        stores.forEach((kind, options) -> plans.add(plan(kind, new SinkPlan.Store(kind, options))));
        return plans;
    }

    private SinkPlan plan(String name, SinkPlan.Target target) {
        return new SinkPlan(name, target, queue, journal.map(folder -> folder.resolve(name)), journalBytes);
    }

    /** {@return what this says, without the options of stores} */
    @Override
    public String toString() {
        return "usage[jsonl=" + jsonl + ", " + rotation + ", slf4j=" + slf4j + ", stores=" + stores.keySet()
                + ", queue=" + queue + ", journal=" + journal + " up to " + journalBytes + ", ledger=" + ledger + "]";
    }
}
