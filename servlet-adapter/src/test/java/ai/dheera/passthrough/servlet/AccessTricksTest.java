/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Access;
import ai.dheera.passthrough.fixtures.HttpHead;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a key of one model is sent with over a socket, where the container has a say in what a request is: nothing reaches
 * a provider that could run another model.
 */
@Tag("container")
class AccessTricksTest {

    private static final String CHAT = "/openai/v1/chat/completions";
    private static final String FORM = "/openai/v1/audio/transcriptions";
    private static final String REALTIME = "/azure/openai/v1/realtime";
    private static final String JSON = "Content-Type: application/json";
    private static final String MULTIPART = "Content-Type: multipart/form-data; boundary=b0undary";
    private static final String ALLOWED = "{\"model\":\"allowed-model\"}";
    private static final String OTHER = "{\"model\":\"other-model\"}";

    private static ScriptedUpstream upstream;
    private static MountedGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        List<Provider> providers = Stream.of("openai", "azure", "gemini", "bedrock")
                .map(name -> ProviderRegistry.builtIn(
                        name, upstream.url(), Credential.apiKey("main", MountedGateway.SECRET)))
                .toList();
        Access oneModel = new Access(List.of(), List.of("allowed-model"), List.of(), List.of());
        gateway = MountedGateway.of(PassThrough.builder()
                .providers(ProviderRegistry.of(providers))
                .keys(MountedGateway.keys(
                        VirtualKey.withId("key").access(oneModel).build()))
                .shutdownGrace(() -> Duration.ZERO));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    /** What is sent, but for the key. */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
    private record Sent(String line, List<String> fields, byte[] body) {

        static Sent post(String target, String body, String... fields) {
            byte[] bytes = body.getBytes(UTF_8);
            List<String> all = Stream.concat(Stream.of(fields), Stream.of("Content-Length: " + bytes.length))
                    .toList();
            return new Sent("POST " + target + " HTTP/1.1", all, bytes);
        }

        static Sent raw(String line, String body, String... fields) {
            return new Sent(line, List.of(fields), body.getBytes(UTF_8));
        }

        static Sent get(String target, String... fields) {
            return raw("GET " + target + " HTTP/1.1", "", fields);
        }

        static Sent gzipped(String body, String... fields) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(body.getBytes(UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            List<String> all = Stream.concat(Stream.of(fields), Stream.of("Content-Length: " + bytes.size()))
                    .toList();
            return new Sent("POST " + CHAT + " HTTP/1.1", all, bytes.toByteArray());
        }

        void by(RawClient client) throws IOException {
            String head = line + "\r\nHost: 127.0.0.1\r\n" + auth() + "\r\nConnection: close\r\n"
                    + String.join("\r\n", fields) + (fields.isEmpty() ? "" : "\r\n") + "\r\n";
            client.send(head);
            client.send(body);
        }

        @Override
        public String toString() {
            return line + " " + fields + " " + new String(body, UTF_8);
        }
    }

    static Stream<Sent> allowed() {
        return Stream.of(
                Sent.post(CHAT, ALLOWED, JSON),
                Sent.post("/openai/chat/completions", ALLOWED, "CONTENT-TYPE: application/json;charset=UTF-8"),
                Sent.post("/openai/v1/v1/chat/completions", ALLOWED, JSON),
                Sent.raw("POST " + CHAT + " HTTP/1.1", chunked("{\"mod", "el\":\"allowed-", "model\"}"), JSON, CHUNKED),
                Sent.post(FORM, form("model", "allowed-model"), MULTIPART),
                Sent.post("/gemini/v1beta/models/allowed-model:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/allowed%2Dmodel:generateContent", "{}", JSON),
                Sent.post("/bedrock/model/allowed-model/converse", "{}", JSON),
                Sent.get(REALTIME + "?model=allowed-model"),
                Sent.get(REALTIME + "?x=y&mod%65l=allowed%2Dmodel"),
                Sent.post(CHAT, ALLOWED, JSON, "X-HTTP-Method-Override: POST"));
    }

    static Stream<Sent> inPaths() {
        return Stream.of(
                Sent.post("/gemini/v1beta/models/other-model:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/Allowed-Model:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/%6fther-model:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/%256fther-model:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/%c1%aftther-model:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/allowed-model%2f..%2fother-model:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/other-model;allowed-model:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/allowed-model;/other-model:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/allowed-model/../other-model:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/allowed-model/..;/other-model:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/models%2Fallowed-model:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/allowed-model%00:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/allowed-model%3fx:generateContent", "{}", JSON),
                Sent.post("/gemini/v1beta/models/allowed-model:generateContent/", OTHER, JSON),
                Sent.post("//gemini/v1beta/models/other-model:generateContent", "{}", JSON),
                Sent.post("/gemini//v1beta/models/other-model:generateContent", "{}", JSON),
                Sent.post("/gemini;x/v1beta/models/other-model:generateContent", "{}", JSON),
                Sent.post("/GEMINI/v1beta/models/other-model:generateContent", "{}", JSON),
                Sent.post("/bedrock/model/us.allowed-model/converse", "{}", JSON),
                Sent.post(
                        "/bedrock/model/arn%3Aaws%3Abedrock%3Aus-west-2%3A%3Afoundation-model%2Fallowed-model/converse",
                        "{}", JSON),
                Sent.post(
                        "/bedrock/model/arn:aws:bedrock:us-east-1:1:inference-profile%2Fus.allowed-model/converse",
                        "{}", JSON),
                Sent.post("http://elsewhere.example" + CHAT, OTHER, JSON),
                Sent.post("http://127.0.0.1/gemini/v1beta/models/other-model:generateContent", "{}", JSON),
                Sent.post("http://127.0.0.1/allowed-model@x" + CHAT, OTHER, JSON),
                Sent.raw("CONNECT /openai/v1/models HTTP/1.1", ""),
                Sent.raw("POST " + CHAT + " HTTP/1.0", OTHER, JSON, "Content-Length: " + OTHER.length()));
    }

    static Stream<Sent> inQueries() {
        return Stream.of(
                Sent.get(REALTIME),
                Sent.get(REALTIME + "?model=other-model"),
                Sent.get(REALTIME + "?model=allowed-model&model=other-model"),
                Sent.get(REALTIME + "?model=allowed-model&deployment=other-model"),
                Sent.get(REALTIME + "?model=allowed-model;model=other-model"),
                Sent.get(REALTIME + "?model=allowed-model&mod%65l=other-model"),
                Sent.get(REALTIME + "?MODEL=allowed-model"),
                Sent.get(REALTIME + "?model=allowed-model&Model=other-model"),
                Sent.get(REALTIME + "?model[]=allowed-model"),
                Sent.get(REALTIME + "?model=allowed-model%26model=other-model"),
                Sent.get(REALTIME + "?model=allowed-model%00"),
                Sent.post(CHAT + "?model=allowed-model", "{}", JSON),
                Sent.post(CHAT + "?model=other-model", ALLOWED, JSON));
    }

    static Stream<Sent> inBodies() {
        return Stream.of(
                Sent.post(CHAT, OTHER, JSON),
                Sent.post(CHAT, OTHER),
                Sent.post(CHAT, "", JSON),
                Sent.post(CHAT, ALLOWED + OTHER, JSON),
                Sent.post(CHAT, "{\"model\":\"allowed-model\",\"model\":\"other-model\"}", JSON),
                Sent.post(CHAT, "{\"model\":\"allowed-model\",\"\\u006dodel\":\"other-model\"}", JSON),
                Sent.post(CHAT, "{\"model\":\"allowed-model\",\"MODEL\":\"other-model\"}", JSON),
                Sent.post(CHAT, "\ufeff" + OTHER, JSON),
                Sent.post(CHAT, "model=allowed-model", "Content-Type: application/x-www-form-urlencoded"),
                Sent.post(CHAT, ALLOWED, "Content-Type: text/plain"),
                Sent.post(CHAT, ALLOWED, JSON + "; charset=utf-16"),
                Sent.post(CHAT, ALLOWED, JSON + ";\r\n charset=utf-16"),
                Sent.post(CHAT, ALLOWED, JSON, "content-TYPE: text/plain"),
                Sent.post(CHAT, ALLOWED, JSON, "CONTENT-ENCODING: gzip"),
                Sent.post(CHAT, ALLOWED, JSON, "Content-Encoding : gzip"),
                Sent.gzipped(OTHER, JSON, "Content-Encoding: gzip"),
                Sent.gzipped(ALLOWED, JSON, "content-encoding: GZIP"),
                Sent.gzipped(OTHER, JSON),
                Sent.raw("POST " + CHAT + " HTTP/1.1", chunked("{\"mod", "el\":\"oth", "er-model\"}"), JSON, CHUNKED),
                Sent.raw(
                        "POST " + CHAT + " HTTP/1.1",
                        chunked(ALLOWED, OTHER),
                        JSON,
                        CHUNKED,
                        "Content-Length: " + ALLOWED.length()),
                Sent.post(CHAT, OTHER, JSON, "Expect: 100-continue"),
                Sent.post(CHAT, ALLOWED, JSON, "X-HTTP-Method-Override: DELETE"),
                Sent.post(FORM, form("model", "other-model"), MULTIPART),
                Sent.post(FORM, ALLOWED, MULTIPART),
                Sent.post(FORM, form("model", "allowed-model"), JSON),
                Sent.post(FORM, form("MODEL", "allowed-model"), MULTIPART),
                Sent.post(FORM, form("model", "allowed-model"), MULTIPART, "content-type: text/plain"),
                Sent.post(
                        FORM,
                        form(
                                "model",
                                "allowed-model\r\n"
                                        + part("model", "other-model").strip()),
                        MULTIPART),
                Sent.post(FORM, form("model", "allowed-model"), MULTIPART + "; boundary=other"));
    }

    private static final String CHUNKED = "Transfer-Encoding: chunked";

    private static String chunked(String... pieces) {
        StringBuilder chunks = new StringBuilder();
        for (String piece : pieces) {
            chunks.append(Integer.toHexString(piece.length()))
                    .append("\r\n")
                    .append(piece)
                    .append("\r\n");
        }
        return chunks + "0\r\n\r\n";
    }

    private static String form(String name, String value) {
        return part(name, value) + "--b0undary--\r\n";
    }

    private static String part(String name, String value) {
        return "--b0undary\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void whatNamesTheAllowedModelPasses(Sent sent) throws Exception {
        long before = upstream.requestCount();
        assertThat(status(sent)).isEqualTo(200);
        assertThat(upstream.requestCount()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @MethodSource({"inPaths", "inQueries", "inBodies"})
    void whatCouldNameAnotherModelIsRefused(Sent sent) throws Exception {
        long before = upstream.requestCount();
        assertThat(status(sent)).matches(status -> status / 100 == 4 || status == 501, "a refusal");
        assertThat(upstream.requestCount()).isEqualTo(before);
    }

    private static int status(Sent sent) throws Exception {
        try (RawClient client = gateway.client()) {
            sent.by(client);
            HttpHead answer = client.readFinalHead();
            client.readToEnd();
            return answer.status();
        }
    }
}
