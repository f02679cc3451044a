/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stand-in for Google's token endpoint, whose tokens are {@link #token} of 1, 2, 3 and so on, and a service account
 * that it serves.
 */
final class TokenEndpoint implements AutoCloseable {

    static final String EMAIL = "gateway@project-of-the-tests.iam.gserviceaccount.com";

    final ScriptedUpstream server;
    final KeyPair keys;
    private final AtomicInteger minted = new AtomicInteger();

    TokenEndpoint() throws IOException, GeneralSecurityException {
        server = ScriptedUpstream.start();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    static String token(int number) {
        return "ya29.token-of-the-tests-number-" + number;
    }

    /** The next token, with that many seconds to live. */
    Script next(int seconds) {
        return Answers.json("{\"access_token\":\"" + token(minted.incrementAndGet()) + "\",\"token_type\":\"Bearer\","
                + "\"expires_in\":" + seconds + "}");
    }

    /** From now on tokens live for so long. */
    void mints(int seconds) {
        server.answerWith(request -> next(seconds));
    }

    /** From now on it refuses, and is so careless as to quote what it was sent. */
    void refuses() {
        server.answerWith(request -> Script.begin().readBody().then(exchange -> {
            ReceivedRequest received = server.requests().get(server.requests().size() - 1);
            exchange.send(("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
                            + "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature: "
                            + received.bodyText() + "\"}")
                    .getBytes(StandardCharsets.UTF_8));
            exchange.close();
        }));
    }

    URI url() {
        return URI.create(server.url() + "/token");
    }

    String privateKey() {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    }

    JsonObject account() {
        JsonObject account = new JsonObject();
        account.addProperty("type", "service_account");
        account.addProperty("project_id", "project-of-the-tests");
        account.addProperty("private_key_id", "0123456789abcdef0123456789abcdef01234567");
        account.addProperty("private_key", privateKey());
        account.addProperty("client_email", EMAIL);
        account.addProperty("client_id", "112233445566778899000");
        account.addProperty("token_uri", url().toString());
        return account;
    }

    Path accountIn(Path folder) throws IOException {
        return Files.writeString(folder.resolve("account.json"), account().toString());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
