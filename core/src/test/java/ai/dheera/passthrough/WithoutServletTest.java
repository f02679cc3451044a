/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The core needs no servlet: here it stands in the JDK's own HTTP server. */
class WithoutServletTest {

    @Test
    void theCoreServesAnyServerThroughAFewDozenLines() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
            upstream.answerWith(Answers.events(Duration.ofMillis(5), "one", "two"));
            Provider anthropic =
                    ProviderRegistry.builtIn("anthropic", Credential.apiKey("main", "sk-provider")).toBuilder()
                            .upstream(upstream.url())
                            .build();
            try (PassThrough gateway = PassThrough.builder()
                    .providers(ProviderRegistry.of(anthropic))
                    .keys(KeyStore.inMemory(Map.of(
                            PresentedKey.sha256("sk-virtual"),
                            VirtualKey.withId("key").build())))
                    .build()) {
                HttpResponse<String> answer = ask(gateway);

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("data: one\n\ndata: two\n\n");
                assertThat(upstream.takeRequest(Duration.ofSeconds(5)).header("x-api-key"))
                        .contains("sk-provider");
            }
        }
    }

    private static HttpResponse<String> ask(PassThrough gateway) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        server.setExecutor(threads);
        server.createContext("/", http -> new HttpServerExchange(http).serve(gateway));
        server.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/anthropic/v1/messages");
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("x-api-key", "sk-virtual")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"claude\"}"))
                    .build();
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
