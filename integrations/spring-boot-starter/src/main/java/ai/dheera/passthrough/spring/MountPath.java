/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

/** Where something is mounted, after the context path: nothing for the root, or such as {@code /llm}. */
record MountPath(String prefix) {

    static MountPath of(String property, String setting) {
        String prefix = setting.equals("/") ? "" : setting;
        if (!prefix.matches("(/[A-Za-z0-9._~-]+)*")) {
            throw new InvalidSettings(
                    "dheera.passthrough." + property + " is '" + setting + "', which is no place to mount anything at.",
                    "Begin it with a slash and end it without one, as in /llm; a slash alone is the root.");
        }
        return new MountPath(prefix);
    }

    boolean isRoot() {
        return prefix.isEmpty();
    }

    String urlPattern() {
        return prefix + "/*";
    }
}
