/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.fixtures.TestTls;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * A stand-in for Entra's token endpoint, whose tokens are {@link #token} of 1, 2, 3 and so on. While it is open, the JVM
 * trusts its certificate and no other.
 */
final class Entra implements AutoCloseable {

    static final String TENANT = "11111111-2222-3333-4444-555555555555";
    static final String CLIENT = "66666666-7777-8888-9999-000000000000";
    static final String SECRET = "abc8Q~client.secret-of_the.tests~0815wxyz";

    final ScriptedUpstream server;
    private final SSLContext before;
    private final AtomicInteger minted = new AtomicInteger();

    Entra(TestTls tls) throws IOException, NoSuchAlgorithmException {
        before = SSLContext.getDefault();
        SSLContext.setDefault(tls.clientContext());
        server = ScriptedUpstream.startTls(tls);
    }

    static String token(int number) {
        return "eyJ0eXAiOiJKV1Qi.token-of-the-tests.number-" + number;
    }

    String authority() {
        return server.url().toString();
    }

    /** The next token, with that many seconds to live. */
    Script next(int seconds) {
        return Answers.json("{\"access_token\":\"" + token(minted.incrementAndGet()) + "\",\"token_type\":\"Bearer\","
                + "\"expires_in\":" + seconds + ",\"ext_expires_in\":" + seconds + "}");
    }

    /** From now on tokens live for so long. */
    void mints(int seconds) {
        server.answerWith(request -> next(seconds));
    }

    /** From now on it refuses, and is so careless as to quote what it was sent. */
    void refuses() {
        server.answerWith(request -> Script.begin().readBody().then(exchange -> {
            ReceivedRequest received = server.requests().get(server.requests().size() - 1);
            String body = "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret"
                    + " provided. Trace ID: 0a1b2c3d-0000-0000-0000-a1b2c3d4e5f6 " + received.bodyText() + "\"}";
            exchange.send(("HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.ISO_8859_1));
        }));
    }

    /** The fields of a form, decoded. */
    static Map<String, String> form(ReceivedRequest request) {
        return Arrays.stream(request.bodyText().split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(
                        field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
    }

    @Override
    public void close() throws IOException {
        server.close();
        SSLContext.setDefault(before);
    }
}
