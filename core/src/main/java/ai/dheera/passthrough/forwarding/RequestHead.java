/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Credential.Placement;
import ai.dheera.passthrough.KeyCarriers;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.Headers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.jspecify.annotations.Nullable;

/** Makes the head of the request that goes upstream: the client's, less what is not the provider's business. */
final class RequestHead {

    private final Call call;
    private final Placement placement;

    private RequestHead(Call call) {
        this.call = call;
        this.placement = call.credential().placement().orElse(call.provider().placement());
    }

    static HttpRequest of(Call call) {
        return new RequestHead(call).build();
    }

    private HttpRequest build() {
        ClientRequest request = call.request();
        BasicHttpRequest head = new BasicHttpRequest(request.method(), target());
        head.addHeader("Host", call.provider().upstream().getRawAuthority());
        addClientHeaders(head, request.headers());
        head.addHeader("Accept-Encoding", HeaderRules.acceptEncoding(request.headers()));
        call.provider().headers().forEach(head::addHeader);
        addCredential(head, call.credential());
        addFraming(head, request.body());
        return head;
    }

    private String target() {
        Provider provider = call.provider();
        String base = provider.upstream().getRawPath();
        String query = query(provider);
        return base + call.path() + (query == null ? "" : "?" + query);
    }

    /** The client's parameters byte for byte, without keys and without those that the gateway sets. */
    private @Nullable String query(Provider provider) {
        String kept = KeyCarriers.withoutKeys(call.request().query());
        boolean inQuery = placement.part() == Placement.Part.QUERY;
        if (provider.query().isEmpty() && !inQuery) {
            return kept;
        }
        StringBuilder query = new StringBuilder();
        if (kept != null) {
            for (String parameter : kept.split("&", -1)) {
                String name = KeyCarriers.parameterName(parameter);
                if (!provider.query().containsKey(name) && !(inQuery && name.equals(placement.name()))) {
                    append(query, parameter);
                }
            }
        }
        for (Map.Entry<String, String> own : provider.query().entrySet()) {
            append(query, encoded(own.getKey()) + "=" + encoded(own.getValue()));
        }
        if (inQuery) {
            append(query, placement.name() + "=" + encoded(call.credential().secret()));
        }
        return query.toString();
    }

    private static void append(StringBuilder query, String parameter) {
        if (query.length() > 0) {
            query.append('&');
        }
        query.append(parameter);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void addClientHeaders(BasicHttpRequest head, Headers headers) {
        NameSet named = HeaderRules.namedByConnection(headers.all("Connection"));
        Map<String, String> own = call.provider().headers();
        @Nullable NameSet replaced = own.isEmpty() ? null : NameSet.of(own.keySet());
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            boolean ours = (replaced != null && replaced.contains(name)) || isCredential(name);
            if (!ours && HeaderRules.isSent(name) && !named.contains(name)) {
                head.addHeader(name, headers.value(i));
            }
        }
    }

    private boolean isCredential(String name) {
        return placement.part() == Placement.Part.HEADER && placement.name().equalsIgnoreCase(name);
    }

    private void addCredential(BasicHttpRequest head, Credential credential) {
        if (placement.part() == Placement.Part.HEADER) {
            head.addHeader(placement.name(), placement.prefix() + credential.secret());
        }
    }

    private static void addFraming(BasicHttpRequest head, ClientRequest.BodySize body) {
        if (body.told()) {
            head.addHeader("Content-Length", Long.toString(body.bytes()));
        } else if (body.present()) {
            head.addHeader("Transfer-Encoding", "chunked");
        }
    }
}
