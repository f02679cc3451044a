/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, without its body.
 *
 * @param method the HTTP method as sent, in its case
 * @param path the raw path below the point where the gateway is mounted: percent-encoding untouched, starting with a
 *     slash and the provider's name, such as {@code /anthropic/v1/messages}
 * @param query the raw query behind the question mark, or null where there is no question mark
 * @param headers all header fields as sent
 * @param body whether a body follows, and how long it is
 * @param clientAddress the address that the request came from, as an IP literal; {@link #UNKNOWN_ADDRESS} where that
 *     cannot be told
 */
public record ClientRequest(
        String method, String path, @Nullable String query, Headers headers, BodySize body, String clientAddress) {

    /** The value of {@link #clientAddress()} where trusted proxies do not tell it. */
    public static final String UNKNOWN_ADDRESS = "unknown";

    /**
     * {@return the same request without a header field}
     *
     * @param name the field's name, in any case
     */
    public ClientRequest without(String name) {
        Headers.Builder others = Headers.builder();
        for (int i = 0; i < headers.size(); i++) {
            if (!headers.name(i).equalsIgnoreCase(name)) {
                others.add(headers.name(i), headers.value(i));
            }
        }
        return new ClientRequest(method, path, query, others.build(), body, clientAddress);
    }

    /**
     * {@return the same request with another body}
     *
     * @param other how long that is
     */
    public ClientRequest with(BodySize other) {
        return new ClientRequest(method, path, query, headers, other, clientAddress);
    }

    /**
     * {@return the same request from another address}
     *
     * @param address an IP literal, or {@link #UNKNOWN_ADDRESS}
     */
    public ClientRequest from(String address) {
        return new ClientRequest(method, path, query, headers, body, address);
    }

    /**
     * How long a body is.
     *
     * @param bytes the length in bytes; 0 for an empty one; {@link #UNKNOWN} where its end shows only when it comes;
     *     {@link #ABSENT} where none follows
     */
    public record BodySize(long bytes) {

        /** The value of {@link #bytes()} for a body without a length. */
        public static final long UNKNOWN = -1;

        /** The value of {@link #bytes()} where there is no body at all. */
        public static final long ABSENT = -2;

        /** No body. */
        public static final BodySize NO_BODY = new BodySize(ABSENT);

        /** A body whose length is not told. */
        public static final BodySize UNTOLD = new BodySize(UNKNOWN);

        // Refuses lengths that do not exist.
        public BodySize {
            if (bytes < ABSENT) {
                throw new IllegalArgumentException("body length " + bytes + " is impossible");
            }
        }

        /** {@return whether there is a body, be it empty} */
        public boolean present() {
            return bytes != ABSENT;
        }

        /** {@return whether the length is told} */
        public boolean told() {
            return bytes >= 0;
        }
    }
}
