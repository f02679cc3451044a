/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The base URLs of a provider: its main one, and others by name. Immutable. */
final class Upstreams {

    private final BaseUrl main;
    private final Map<String, BaseUrl> others;

    private Upstreams(BaseUrl main, Map<String, BaseUrl> others) {
        this.main = main;
        this.others = others;
    }

    static Upstreams of(String provider, String main, Map<String, String> others, String version) {
        Map<String, BaseUrl> byName = new HashMap<>();
        others.forEach((name, url) -> byName.put(name, BaseUrl.of(provider, url, version)));
        return new Upstreams(BaseUrl.of(provider, main, version), Map.copyOf(byName));
    }

    BaseUrl main() {
        return main;
    }

    /** Whether there is none but the main one. */
    boolean isOne() {
        return others.isEmpty();
    }

    /** The base URL of a name; the main one where there is none of that name. */
    BaseUrl named(String name) {
        return others.getOrDefault(name, main);
    }

    /** The names of all variables in all of them. */
    Set<String> variables() {
        Set<String> all = new LinkedHashSet<>(main.variables());
        others.values().forEach(url -> all.addAll(url.variables()));
        return all;
    }
}
