/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.nodesdks;

import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Access;
import ai.dheera.passthrough.VirtualKey.Limits;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The virtual keys, of which each SDK has its own. */
enum TestKey {
    USUAL,
    UNKNOWN,
    OTHER_PROVIDER,
    ONCE_A_MINUTE;

    /** What a client presents. */
    String secret(NodeSdk sdk) {
        return "sk-dheera-of-the-node-tests-" + id(sdk) + "-4711";
    }

    /** The variable in which Node finds it. */
    String variable() {
        return "KEY_" + name();
    }

    /** What the gateway knows of it. */
    Optional<VirtualKey> virtualKey(NodeSdk sdk) {
        VirtualKey.Builder key = VirtualKey.withId(id(sdk));
        return switch (this) {
            case UNKNOWN -> Optional.empty();
            case USUAL -> Optional.of(key.build());
            case OTHER_PROVIDER ->
                Optional.of(key.access(new Access(List.of("other"), List.of(), List.of(), List.of()))
                        .build());
            case ONCE_A_MINUTE ->
                Optional.of(key.limits(new Limits(1, 0, 0, List.of())).build());
        };
    }

    private String id(NodeSdk sdk) {
        return sdk.provider() + "-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
