/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.UsageReading;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** Usage readings by their names: those that the library ships, and a provider's own. Immutable. */
final class Readings {

    private static final Readings SHIPPED = new Readings(Resource.READINGS.read(ReadingReader::readings));

    private final Map<String, UsageReading> byName;

    private Readings(Map<String, UsageReading> byName) {
        this.byName = byName;
    }

    static Readings shipped() {
        return SHIPPED;
    }

    /** These and others, which go before those of the same name. */
    Readings with(Map<String, UsageReading> others) {
        Map<String, UsageReading> all = new HashMap<>(byName);
        all.putAll(others);
        return new Readings(all);
    }

    /** The reading of a name. */
    UsageReading named(String name) {
        UsageReading reading = byName.get(name);
        if (reading == null) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no usage reading; these are: " + new TreeSet<>(byName.keySet()));
        }
        return reading;
    }
}
