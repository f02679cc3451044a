/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a client presented as its key, known or not. Equal where the hashes are equal, compared in constant time. Its
 * {@link #toString()} shows no secret. Immutable.
 */
public final class PresentedKey {

    private final String text;
    private final String sha256;

    private PresentedKey(String text, String sha256) {
        this.text = text;
        this.sha256 = sha256;
    }

    /**
     * {@return a presented key}
     *
     * @param text the key itself; not empty
     */
    public static PresentedKey of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a presented key is not empty");
        }
        return new PresentedKey(text, sha256(text));
    }

    /**
     * {@return the SHA-256 of a text's UTF-8 bytes, as 64 lower-case hex digits: the form in which a store keeps keys}
     *
     * @param text any text
     */
    public static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** {@return the SHA-256 of the key, as 64 lower-case hex digits; look keys up by it, and store nothing else} */
    public String sha256() {
        return sha256;
    }

    /** {@return the key itself, for stores that hash in a way of their own; never to be logged or stored} */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PresentedKey that
                && MessageDigest.isEqual(
                        sha256.getBytes(StandardCharsets.US_ASCII), that.sha256.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public int hashCode() {
        return sha256.hashCode();
    }

    /** {@return the first digits of the hash: enough to tell two keys apart, useless to find one} */
    @Override
    public String toString() {
        return "key sha256:" + sha256.substring(0, 8) + "…";
    }
}
