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
import ai.dheera.passthrough.spi.SignableRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.jspecify.annotations.Nullable;

/** Makes the head of the request that goes upstream: the client's, less what is not the provider's business. */
final class RequestHead {

    private final Call call;
    private final Placement placement;
    private final boolean signs;

    private RequestHead(Call call) {
        this.call = call;
        this.placement = call.credential().placement().orElse(call.provider().placement());
        this.signs = call.credential().signer().isPresent();
    }

    static HttpRequest of(Call call) {
        return new RequestHead(call).build();
    }

    /** What the credential's signer gets to see: all that is sent, but for its own fields and those that frame it. */
    static SignableRequest unsigned(Call call, List<ByteBuffer> body) {
        HttpRequest head = new RequestHead(call).unframed();
        Headers.Builder fields = Headers.builder();
        for (Iterator<Header> each = head.headerIterator(); each.hasNext(); ) {
            Header field = each.next();
            fields.add(field.getName(), field.getValue());
        }
        URI upstream = call.destination().upstream();
        return new SignableRequest(
                head.getMethod(),
                upstream.getScheme(),
                upstream.getRawAuthority(),
                head.getRequestUri(),
                fields.build(),
                body,
                settings(call));
    }

    private static Map<String, String> settings(Call call) {
        Map<String, String> settings = new HashMap<>(call.provider().settings());
        settings.putAll(call.credential().settings());
        return settings;
    }

    private HttpRequest build() {
        BasicHttpRequest head = unframed();
        addCredential(head, call.credential());
        addFraming(head, call.request().body());
        return head;
    }

    private BasicHttpRequest unframed() {
        ClientRequest request = call.request();
        BasicHttpRequest head = new BasicHttpRequest(request.method(), target());
        head.addHeader("Host", call.destination().upstream().getRawAuthority());
        addClientHeaders(head, request.headers());
        head.addHeader("Accept-Encoding", HeaderRules.acceptEncoding(request.headers()));
        call.provider().headers().forEach(head::addHeader);
        return head;
    }

    /** A request line cannot do without a path, as a URL can (RFC 9112, 3.2.1). */
    private String target() {
        String path =
                call.destination().upstream().getRawPath() + call.destination().path();
        String query = query(call.provider());
        return (path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    /** The client's parameters byte for byte, without keys and without those that the gateway sets. */
    private @Nullable String query(Provider provider) {
        String kept = KeyCarriers.withoutKeys(call.request().query());
        boolean inQuery = placement.part() == Placement.Part.QUERY && !signs;
        if (provider.query().isEmpty() && !inQuery) {
            return kept;
        }
        List<String> parameters = new ArrayList<>();
        if (kept != null && !kept.isEmpty()) {
            for (String parameter : kept.split("&", -1)) {
                String name = KeyCarriers.parameterName(parameter);
                if (!provider.query().containsKey(name) && !(inQuery && name.equals(placement.name()))) {
                    parameters.add(parameter);
                }
            }
        }
        for (Map.Entry<String, String> own : provider.query().entrySet()) {
            parameters.add(encoded(own.getKey()) + "=" + encoded(own.getValue()));
        }
        if (inQuery) {
            parameters.add(placement.name() + "=" + encoded(call.credential().secret()));
        }
        return String.join("&", parameters);
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
        boolean placed =
                placement.part() == Placement.Part.HEADER && placement.name().equalsIgnoreCase(name);
        return placed || call.proof().contains(name);
    }

    private void addCredential(BasicHttpRequest head, Credential credential) {
        Headers proof = call.proof();
        for (int i = 0; i < proof.size(); i++) {
            head.addHeader(proof.name(i), proof.value(i));
        }
        if (!signs && placement.part() == Placement.Part.HEADER) {
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
