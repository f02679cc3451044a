/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What an issued key may be called: what can stand in a URL's path, in logs and on a command line as it is. */
public final class KeyId {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}");
    private static final int RANDOM_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyId() {}

    /**
     * {@return an id that is allowed}
     *
     * @param id any text
     * @throws IllegalArgumentException where it is not
     */
    public static String checked(String id) {
        if (!isAllowed(id)) {
            throw new IllegalArgumentException(
                    "the id of an issued key is 1 to 128 letters, digits and . _ @ + - and begins with a letter or digit");
        }
        return id;
    }

    /**
     * {@return whether a key that was issued may have an id}
     *
     * @param id any text
     */
    public static boolean isAllowed(String id) {
        return ALLOWED.matcher(id).matches();
    }

    /** {@return an id for a key that was given none, such as {@code key-5f0c2d91aa34be77}} */
    public static String random() {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return "key-" + HexFormat.of().formatHex(random);
    }
}
