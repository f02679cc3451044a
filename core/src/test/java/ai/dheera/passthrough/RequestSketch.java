/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import ai.dheera.passthrough.spi.Headers;
import org.jspecify.annotations.Nullable;

/** A client's request for a test, of which only what matters there is said. */
public final class RequestSketch {

    private final String method;
    private final String path;
    private @Nullable String query;
    private final Headers.Builder headers = Headers.builder();

    private RequestSketch(String method, String target) {
        int mark = target.indexOf('?');
        this.method = method;
        this.path = mark < 0 ? target : target.substring(0, mark);
        this.query = mark < 0 ? null : target.substring(mark + 1);
    }

    public static RequestSketch get(String target) {
        return new RequestSketch("GET", target);
    }

    public static RequestSketch post(String target) {
        return new RequestSketch("POST", target);
    }

    public static RequestSketch of(String method, String target) {
        return new RequestSketch(method, target);
    }

    public RequestSketch header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    public RequestSketch query(@Nullable String raw) {
        query = raw;
        return this;
    }

    public ClientRequest build() {
        return new ClientRequest(method, path, query, headers.build(), BodySize.UNTOLD, "127.0.0.1");
    }
}
