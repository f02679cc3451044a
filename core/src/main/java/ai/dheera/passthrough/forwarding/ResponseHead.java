/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.spi.Headers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;

/** Makes the head of the answer that goes to the client: the provider's, less what is not the client's business. */
final class ResponseHead {

    private ResponseHead() {}

    /**
     * The header fields for the client.
     *
     * @param links leads URLs to the provider back through the gateway
     * @param chunked whether the answer came in chunks, so that a length beside them means nothing (RFC 9112, 6.3)
     */
    static Headers of(HttpResponse response, boolean chunked, Call call, Links links) {
        Provider provider = call.provider();
        Headers.Builder headers = Headers.builder();
        NameSet named = HeaderRules.namedByConnection(values(response, "Connection"));
        for (Iterator<Header> fields = response.headerIterator(); fields.hasNext(); ) {
            Header field = fields.next();
            String name = field.getName();
            boolean untrueLength = chunked && name.equalsIgnoreCase("Content-Length");
            if (!untrueLength && HeaderRules.isAnswered(name, provider.withheld()) && !named.contains(name)) {
                headers.add(name, links.led(name, field.getValue()));
            }
        }
        for (int i = 0; i < call.added().size(); i++) {
            headers.add(call.added().name(i), call.added().value(i));
        }
        return headers.add("x-dheera-request-id", call.requestId()).build();
    }

    private static List<String> values(HttpResponse response, String name) {
        List<String> values = new ArrayList<>(1);
        for (Header field : response.getHeaders(name)) {
            values.add(field.getValue());
        }
        return values;
    }
}
