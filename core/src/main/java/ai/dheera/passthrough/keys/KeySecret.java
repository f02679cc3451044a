/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.PresentedKey;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What a client presents for a key that was issued just now. Its {@link #toString()} does not show it.
 *
 * @param text the secret itself; to be told once, and never to be logged or kept
 */
public record KeySecret(String text) {

    /** What every one begins with, so that scanners for leaked secrets can find it. */
    public static final String PREFIX = "sk-dheera-";

    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** {@return a new one, of 256 random bits} */
    public static KeySecret random() {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return new KeySecret(PREFIX + HexFormat.of().formatHex(random));
    }

    /** {@return the form in which it is kept: its SHA-256, as 64 lower-case hex digits} */
    public String sha256() {
        return PresentedKey.sha256(text);
    }

    @Override
    public String toString() {
        return "secret of a key";
    }
}
