/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.matrix;

import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import ai.dheera.passthrough.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request of the matrix, without its key.
 *
 * @param query empty for none
 * @param fields {@code name: value} each
 * @param body empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
record Sketch(String method, String path, String query, List<String> fields, byte[] body) {

    static Sketch of(String method, String path) {
        return new Sketch(method, path, "", List.of(), new byte[0]);
    }

    Sketch path(String other) {
        return new Sketch(method, other, query, fields, body);
    }

    Sketch query(String other) {
        return new Sketch(method, path, other, fields, body);
    }

    Sketch field(String line) {
        List<String> more = new ArrayList<>(fields);
        more.add(line);
        return new Sketch(method, path, query, more, body);
    }

    Sketch body(String type, byte[] bytes) {
        Sketch filled = new Sketch(method, path, query, fields, bytes);
        return type.isEmpty() ? filled : filled.field("Content-Type: " + type);
    }

    Sketch body(String type, String text) {
        return body(type, text.getBytes(StandardCharsets.UTF_8));
    }

    ClientRequest request(String key, String address) {
        Headers.Builder headers = Headers.builder().add("X-Dheera-Api-Key", key);
        for (String field : fields) {
            int colon = field.indexOf(": ");
            headers.add(field.substring(0, colon), field.substring(colon + 2));
        }
        return new ClientRequest(
                method,
                path,
                query.isEmpty() ? null : query,
                headers.build(),
                body.length == 0 ? BodySize.NO_BODY : new BodySize(body.length),
                address);
    }

    @Override
    public String toString() {
        return method + " " + path + (query.isEmpty() ? "" : "?" + query) + " " + fields + " "
                + new String(body, StandardCharsets.ISO_8859_1);
    }
}
