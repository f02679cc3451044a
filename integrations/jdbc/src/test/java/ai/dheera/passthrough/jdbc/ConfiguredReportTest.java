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
import ai.dheera.passthrough.servlet.PassThroughFilter;
import ai.dheera.passthrough.servlet.SpendReportServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A web application as {@code web.xml} describes it: a filter with a configuration file, and the servlet beside it. */
class ConfiguredReportTest {

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
        application.addServlet(new ServletHolder(SpendReportServlet.class), "/_dheera/usage");
    }

    @AfterEach
    void end() throws Exception {
        server.stop();
        upstream.close();
    }

    @Test
    void whatTheFiltersGatewayRecordsIsReported() throws Exception {
        start("{ \"jdbc\": { \"url\": \"jdbc:h2:file:%s\", \"createSchema\": \"true\" } }"
                .formatted(directory.resolve("usage")));
        for (int i = 0; i < 3; i++) {
            assertThat(send("/search/query", "sk-user").statusCode()).isEqualTo(200);
        }

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(send("/_dheera/usage?by=key,provider&format=csv", "sk-admin")
                                .body())
                        .isEqualTo("key,provider,exchanges,unpriced,inputTokens,outputTokens,costUsd\r\n"
                                + "user,search,3,0,0,0,0.006\r\n"));
        assertThat(send("/_dheera/usage", "sk-user").statusCode()).isEqualTo(403);
    }

    @Test
    void thereIsNoReportWhereTheConfigurationNamesNoStore() throws Exception {
        start("{ \"jsonl\": \"%s\" }".formatted(directory.resolve("usage.jsonl")));

        HttpResponse<String> answer = send("/_dheera/usage", "sk-admin");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("names no store");
    }

    @Test
    void theServletDoesNotStartWithoutTheFilter() {
        application.getServletHandler().getServlets()[0].setInitOrder(1);
        assertThatThrownBy(server::start)
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("finds no filter ai.dheera.passthrough.servlet.PassThroughFilter");
    }

    private void start(String usage) throws Exception {
        Path file = Files.writeString(directory.resolve("gateway.json"), """
                {
                  "providers": {
                    "search": { "upstream": "%s", "credentials": [ { "apiKey": "s" } ],
                                "routes": [ { "method": "GET", "path": "/query", "costUsd": "0.002" } ] }
                  },
                  "keys": [ { "id": "user", "secret": "sk-user" }, { "id": "admin", "secret": "sk-admin", "admin": true } ],
                  "usage": %s,
                  "shutdownGrace": "PT0.1S"
                }""".formatted(upstream.url(), usage));
        FilterHolder filter = new FilterHolder(PassThroughFilter.class);
        filter.setAsyncSupported(true);
        filter.setInitParameter("config", file.toString());
        filter.setInitParameter("shared", "true");
        application.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        server.start();
    }

    private HttpResponse<String> send(String path, String key) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/app" + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).header("x-api-key", key).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
