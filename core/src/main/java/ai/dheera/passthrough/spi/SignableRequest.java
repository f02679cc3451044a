/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * A request as a signature covers it: as it is about to be sent to its provider, or as a client sent it.
 *
 * @param method the HTTP method
 * @param scheme {@code http} or {@code https}
 * @param authority the value of {@code Host}
 * @param target raw path and query
 * @param headers all header fields, without those that the signer adds
 * @param body the whole body in pieces, read-only, each to be read once; empty where there is none or the signer does not
 *     ask for it
 * @param settings what provider and credential are set to, such as {@code region} and {@code service}
 */
public record SignableRequest(
        String method,
        String scheme,
        String authority,
        String target,
        Headers headers,
        List<ByteBuffer> body,
        Map<String, String> settings) {

    // Copies list and map; of the pieces it has views that nobody can write through.
    public SignableRequest {
        body = body.stream().map(ByteBuffer::asReadOnlyBuffer).toList();
        settings = Map.copyOf(settings);
    }

    /** {@return method and authority only: the rest may hold secrets} */
    @Override
    public String toString() {
        return method + " " + scheme + "://" + authority;
    }
}
