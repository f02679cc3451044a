/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("container")
class LinksTest {

    private static final String UPLOAD = "/files/upload/v1/files?upload_id=abc&upload_protocol=resumable";

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicBoolean revoked = new AtomicBoolean();

    private ScriptedUpstream upstream;
    private MountedGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
        Provider files = Provider.named("files", upstream.url().resolve("/base"))
                .credentials(List.of(Credential.apiKey("main", MountedGateway.SECRET)))
                .urls(Set.of("X-Goog-Upload-URL", "Operation-Location"))
                .routes(List.of(Route.of("*", "/*")))
                .build();
        VirtualKey key = VirtualKey.withId("k").build();
        KeyStore store = presented ->
                revoked.get() || !presented.text().equals(MountedGateway.KEY) ? Optional.empty() : Optional.of(key);
        gateway = MountedGateway.of(
                builder().providers(ProviderRegistry.of(files)).keys(store));
    }

    private PassThrough.Builder builder() {
        return MountedGateway.builder(upstream.url(), Timeouts.DEFAULT).keyCache(Duration.ofNanos(1));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Location,           UPSTREAM/base/v1/x?a=%2F&b, GATEWAY/files/v1/x?a=%2F&b",
        "Operation-Location, UPSTREAM/base/v1/x,         GATEWAY/files/v1/x",
        "x-goog-upload-url,  UPSTREAM/base/v1/x?key=SECRET&id=1, GATEWAY/files/v1/x?id=1",
        "Location,           /base/v1/x?a=b,             /files/v1/x?a=b",
        "Location,           next,                       next",
        "Location,           /elsewhere/x,               /elsewhere/x",
        "Location,           UPSTREAM/baseless/x,        UPSTREAM/baseless/x",
        "Location,           https://storage.example/x,  https://storage.example/x",
        "Location,           //storage.example/base/x,   //storage.example/base/x",
        "Location,           http://[broken,             http://[broken",
        "Content-Location,   UPSTREAM/base/v1/x,         UPSTREAM/base/v1/x"
    })
    void leadThroughTheGatewayWhereTheyLeadToTheProvider(String name, String sent, String seen) throws Exception {
        upstream.answerWith(Answers.json(201, "{}", name + ": " + filled(sent)));

        HttpResponse<String> answer = send("/files/v1/start", MountedGateway.KEY);

        assertThat(answer.headers().allValues(name)).containsExactly(filled(seen));
    }

    @Test
    void aConfiguredPublicUrlGoesBeforeWhatTheServerSees() throws Exception {
        gateway.close();
        gateway = MountedGateway.of(builder().publicUrl(() -> Optional.of("https://app.example/llm")));
        upstream.answerWith(Answers.json(201, "{}", "Location: " + filled("UPSTREAM/v1/x")));

        HttpResponse<String> answer = send("/openai/v1/files", MountedGateway.KEY);

        assertThat(answer.headers().firstValue("Location")).contains("https://app.example/llm/openai/v1/x");
    }

    @Test
    void aStepWithoutAKeyIsItsOpeners() throws Exception {
        open();

        HttpResponse<String> step = send(UPLOAD, "");

        assertThat(step.statusCode()).isEqualTo(201);
        ReceivedRequest received = upstream.takeRequest(MountedGateway.SOON);
        assertThat(received.target()).isEqualTo("/base" + UPLOAD.substring("/files".length()));
        assertThat(received.header("Authorization")).contains("Bearer " + MountedGateway.SECRET);
        assertThat(gateway.takeRecord().keyId()).contains("k");
    }

    @ParameterizedTest
    @CsvSource({
        "/files/upload/v1/files?upload_id=abd&upload_protocol=resumable",
        "/files/upload/v1/files",
        "/files/v1/start"
    })
    void otherUrlsNeedAKey(String target) throws Exception {
        open();

        assertThat(send(target, "").statusCode()).isEqualTo(401);
    }

    @Test
    void aStepOfARevokedKeyIsRefused() throws Exception {
        open();
        revoked.set(true);

        assertThat(send(UPLOAD, "").statusCode()).isEqualTo(401);
    }

    @Test
    void aStepFromAnotherAddressIsRefused() throws Exception {
        open();

        assertThat(statusFrom("127.0.0.2", UPLOAD)).isEqualTo(401);
        assertThat(statusFrom("127.0.0.1", UPLOAD)).isEqualTo(201);
    }

    private void open() throws Exception {
        upstream.answerWith(Answers.json(
                201,
                "{}",
                "X-Goog-Upload-URL: "
                        + filled("UPSTREAM/base/upload/v1/files?upload_id=abc&upload_protocol=resumable")));
        HttpResponse<String> answer = send("/files/v1/start", MountedGateway.KEY);
        assertThat(answer.headers().firstValue("X-Goog-Upload-URL")).contains(gateway.url() + UPLOAD);
        upstream.takeRequest(MountedGateway.SOON);
        gateway.takeRecord();
    }

    private HttpResponse<String> send(String target, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + target))
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private int statusFrom(String address, String target) throws Exception {
        InetAddress local = InetAddress.getByName(address);
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), gateway.port(), local, 0)) {
            String head = "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Integer.parseInt(answer.substring("HTTP/1.1 ".length()).substring(0, 3));
        }
    }

    private String filled(String text) {
        return text.replace("UPSTREAM", upstream.url().toString())
                .replace("GATEWAY", gateway.url())
                .replace("SECRET", MountedGateway.SECRET);
    }
}
