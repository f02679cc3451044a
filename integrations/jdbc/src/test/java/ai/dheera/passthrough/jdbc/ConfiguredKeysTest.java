/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.keys.KeyStoreKind;
import ai.dheera.passthrough.servlet.AdminServlet;
import ai.dheera.passthrough.servlet.PassThroughFilter;
import com.google.gson.JsonParser;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.ServiceLoader;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A web application as {@code web.xml} describes it: a filter with a configuration file, and the admin API beside it. */
class ConfiguredKeysTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private ScriptedUpstream upstream;
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ServletContextHandler application = new ServletContextHandler("/app");

    @BeforeEach
    void begin() throws Exception {
        upstream = ScriptedUpstream.start().answerWith(Answers.json("{\"found\":3}"));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(application);
        application.addServlet(new ServletHolder(AdminServlet.class), "/_dheera/admin/*");
    }

    @AfterEach
    void end() throws Exception {
        server.stop();
        upstream.close();
    }

    @Test
    void theKindIsFoundByItsService() {
        assertThat(ServiceLoader.load(KeyStoreKind.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .map(KeyStoreKind::name))
                .containsExactly("jdbc");
    }

    @Test
    void keysOfTheStoreAreGoodBesideThoseOfTheFile() throws Exception {
        start(store() + ", \"adminApi\": true");
        String secret = JsonParser.parseString(post("/_dheera/admin/keys", "{\"id\":\"issued\"}", "sk-admin")
                        .body())
                .getAsJsonObject()
                .get("secret")
                .getAsString();

        assertThat(get("/search/query", secret)).isEqualTo(200);
        assertThat(get("/search/query", "sk-admin")).isEqualTo(200);
        assertThat(get("/search/query", "sk-nobody")).isEqualTo(401);
        assertThat(post("/_dheera/admin/keys/issued/disable", "{}", "sk-admin").statusCode())
                .isEqualTo(200);
        assertThat(get("/search/query", secret)).isEqualTo(401);
        assertThat(post("/_dheera/admin/keys/issued/enable", "{}", "sk-admin").statusCode())
                .isEqualTo(200);

        Files.writeString(file(), text(store())); // while it runs
        await().atMost(SOON)
                .until(() -> post("/_dheera/admin/keys", "{}", "sk-admin").statusCode() == 404);
        assertThat(get("/search/query", secret)).isEqualTo(200);
        Files.writeString(file(), text(""));
        await().atMost(SOON).until(() -> get("/search/query", secret) == 401);
        Files.writeString(file(), text(store()));
        await().atMost(SOON).until(() -> get("/search/query", secret) == 200);
    }

    @Test
    void theKeysOfTheFileAreGoodWithoutTheStore() throws Exception {
        start(", \"keyStore\": { \"jdbc\": { \"url\": \"jdbc:h2:tcp://127.0.0.1:1/keys\" } }");

        assertThat(get("/search/query", "sk-admin")).isEqualTo(200);
        assertThat(get("/search/query", "sk-issued")).isEqualTo(503);
    }

    @Test
    void theServletDoesNotStartWithoutTheFilter() {
        application.getServletHandler().getServlets()[0].setInitOrder(1);
        assertThatThrownBy(server::start)
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("finds no filter ai.dheera.passthrough.servlet.PassThroughFilter");
    }

    private String store() {
        return ", \"keyStore\": { \"jdbc\": { \"url\": \"jdbc:h2:file:%s\", \"createSchema\": \"true\" } }"
                .formatted(directory.resolve("keys"));
    }

    private Path file() {
        return directory.resolve("gateway.json");
    }

    private String text(String more) {
        return """
                {
                  "providers": {
                    "search": { "upstream": "%s", "credentials": [ { "apiKey": "s" } ],
                                "routes": [ { "method": "GET", "path": "/query", "costUsd": "0.002" } ] }
                  },
                  "keys": [ { "id": "admin", "secret": "sk-admin", "admin": true } ],
                  "shutdownGrace": "PT0.1S"
                  %s
                }""".formatted(upstream.url(), more);
    }

    private void start(String more) throws Exception {
        FilterHolder filter = new FilterHolder(PassThroughFilter.class);
        filter.setAsyncSupported(true);
        filter.setInitParameter("config", Files.writeString(file(), text(more)).toString());
        filter.setInitParameter("shared", "true");
        application.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        server.start();
    }

    private int get(String path, String key) throws Exception {
        return send(request(path, key).GET()).statusCode();
    }

    private HttpResponse<String> post(String path, String json, String key) throws Exception {
        return send(
                request(path, key).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/app" + path))
                .header("x-api-key", key);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
