/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.SpendReports;
import ai.dheera.passthrough.SpendReports.Dimension;
import ai.dheera.passthrough.SpendReports.Query;
import ai.dheera.passthrough.SpendReports.Spend;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Access;
import ai.dheera.passthrough.fixtures.LogCapture;
import ai.dheera.passthrough.servlet.WebApplication.MappedFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

@Tag("container")
class SpendReportServletTest {

    private static final String ADMIN = "sk-dheera-admin-4711";
    private static final Instant NOW = Instant.parse("2026-12-31T23:59:59Z");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final List<Query> asked = new ArrayList<>();
    private volatile SpendReports reports = query -> List.of();
    private PassThrough gateway;
    private Container container;

    @BeforeEach
    void start() throws Exception {
        gateway = PassThrough.builder()
                .keys(KeyStore.inMemory(Map.of(
                        PresentedKey.sha256(ADMIN),
                        VirtualKey.withId("boss").admin(true).build(),
                        PresentedKey.sha256("user"),
                        VirtualKey.withId("user").build(),
                        PresentedKey.sha256("off"),
                        VirtualKey.withId("off").admin(true).enabled(false).build(),
                        PresentedKey.sha256("elsewhere"),
                        VirtualKey.withId("elsewhere")
                                .admin(true)
                                .access(new Access(List.of(), List.of(), List.of(), List.of(Network.parse("10.9.8.7"))))
                                .build())))
                .trustedProxies(() -> List.of(Network.parse("127.0.0.1")))
                .eventLoops(1)
                .shutdownGrace(() -> Duration.ZERO)
                .build();
        SpendReportServlet servlet = new SpendReportServlet(gateway, this::spend, InstantSource.fixed(NOW));
        container = Container.start(WebApplication.of(new PassThroughFilter(gateway, true))
                .behind(MappedFilter.at("/_dheera/usage", filter(servlet))));
    }

    private List<Spend> spend(Query query) throws Exception {
        synchronized (asked) {
            asked.add(query);
        }
        return reports.spend(query);
    }

    private static Filter filter(Servlet servlet) {
        return (request, response, chain) -> servlet.service(request, response);
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
    }

    // what is told

    @Test
    void spendIsToldAsJson() throws Exception {
        reports = query -> List.of(
                row(
                        Map.of(Dimension.TEAM, "a\"b", Dimension.MODEL, "claude-x"),
                        "12345678901234567890",
                        "0.000000000001"),
                row(Map.of(Dimension.MODEL, "=1+1"), "0", "12"));
        HttpResponse<String> answer = get("?by=team,model&from=2026-11-01&to=2026-12-01");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).startsWith("application/json");
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"from\":\"2026-11-01T00:00:00Z\",\"to\":\"2026-12-01T00:00:00Z\",\"by\":[\"team\",\"model\"],"
                                + "\"rows\":[{\"team\":\"a\\\"b\",\"model\":\"claude-x\",\"exchanges\":3,\"unpriced\":1,"
                                + "\"inputTokens\":12345678901234567890,\"outputTokens\":7,\"costUsd\":\"0.000000000001\"},"
                                + "{\"team\":null,\"model\":\"=1+1\",\"exchanges\":3,\"unpriced\":1,\"inputTokens\":0,"
                                + "\"outputTokens\":7,\"costUsd\":\"12\"}],\"truncated\":false}\n");
    }

    @Test
    void spendIsToldAsCsvThatRunsNothing() throws Exception {
        reports = query -> List.of(
                row(Map.of(Dimension.TEAM, "a,\"b\"\r\nc", Dimension.MODEL, "claude-x"), "5", "0.5"),
                row(Map.of(Dimension.TEAM, "=HYPERLINK(1)", Dimension.MODEL, "+1"), "5", "-0.25"),
                row(Map.of(Dimension.TEAM, "-2", Dimension.MODEL, "@x"), "5", "0"),
                row(Map.of(Dimension.MODEL, "\u00e4\u6f22"), "1E+3", "1E-7"));
        HttpResponse<String> answer = get("?by=team&by=model&format=csv");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type").toLowerCase(java.util.Locale.ROOT))
                .startsWith("text/csv")
                .contains("utf-8");
        assertThat(header(answer, "Content-Disposition")).isEqualTo("attachment; filename=\"usage.csv\"");
        assertThat(answer.body())
                .isEqualTo("team,model,exchanges,unpriced,inputTokens,outputTokens,costUsd\r\n"
                        + "\"a,\"\"b\"\"\r\nc\",claude-x,3,1,5,7,0.5\r\n"
                        + "'=HYPERLINK(1),'+1,3,1,5,7,-0.25\r\n"
                        + "'-2,'@x,3,1,5,7,0\r\n"
                        + ",\u00e4\u6f22,3,1,1000,7,0.0000001\r\n");
    }

    @Test
    void aReportThatIsTooLongSaysSo() throws Exception {
        reports = query -> IntStream.range(0, query.most())
                .mapToObj(i -> row(Map.of(Dimension.KEY, "k" + i), "1", "1"))
                .toList();
        HttpResponse<String> csv = get("?by=key&format=csv");
        assertThat(csv.body().lines()).hasSize(10_001);
        assertThat(header(csv, "x-dheera-truncated")).isEqualTo("true");
        assertThat(get("?by=key").body()).endsWith("],\"truncated\":true}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                      | 2026-12-01T00:00:00Z | 2027-01-01T00:00:00Z
            ?from=2026-11-22                        | 2026-11-22T00:00:00Z | 2027-01-01T00:00:00Z
            ?from=2026-11-22T10:00:00Z              | 2026-11-22T10:00:00Z | 2027-01-01T00:00:00Z
            ?from=2026-11-22T10:00:00%2B05:30       | 2026-11-22T04:30:00Z | 2027-01-01T00:00:00Z
            ?from=2026-11-22T10:00:00+05:30         | 2026-11-22T04:30:00Z | 2027-01-01T00:00:00Z
            ?from=2026-11-22&to=2026-11-23          | 2026-11-22T00:00:00Z | 2026-11-23T00:00:00Z
            ?to=2026-12-15T12:00:00.5Z              | 2026-12-01T00:00:00Z | 2026-12-15T12:00:00.500Z
            """)
    void theTimeIsTheCurrentMonthUnlessSaidOtherwise(String query, Instant from, Instant to) throws Exception {
        assertThat(get(query).statusCode()).isEqualTo(200);
        assertThat(asked).extracting(Query::from).containsExactly(from);
        assertThat(asked).extracting(Query::to).containsExactly(to);
    }

    @Test
    void allDimensionsMayBeAskedFor() throws Exception {
        assertThat(get("?by=key,owner,team,provider,model,day").statusCode()).isEqualTo(200);
        assertThat(asked).extracting(Query::by).containsExactly(List.of(Dimension.values()));
    }

    // what is refused

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            by=teams               | by: 'teams' is nothing that spend is told apart by; these are: key, owner, team, provider, model, day
            by=team,               | by: '' is nothing that spend is told apart by
            by=team,team           | a dimension is named twice
            since=2026-11-01       | 'since' is not a parameter; these are: by, from, to, format
            format=xml             | format: is json or csv, not 'xml'
            from=yesterday         | from: 'yesterday' is neither a day nor an instant; 2026-11-22 and 2026-11-22T10:00:00Z are
            to=2026-02-30          | to: '2026-02-30' is neither a day nor an instant
            to=2026-11-22T10:00:00 | to: '2026-11-22T10:00:00' is neither a day nor an instant
            from=2027-02-01        | ends before it begins
            from=2026-11-01&from=2026-11-02 | from: may be there once
            """)
    void whatCannotBeAskedForIsToldClearly(String query, String message) throws Exception {
        HttpResponse<String> answer = get("?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(header(answer, "x-dheera-error")).isEqualTo("bad_request");
        assertThat(answer.body()).contains("\"code\":\"bad_request\"").contains(message);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        ", 401, missing_key",
        "wrong, 401, invalid_key",
        "off, 401, key_disabled",
        "elsewhere, 403, network_not_allowed",
        "user, 403, route_not_allowed"
    })
    void whoHasNoAdminKeyIsRefused(String key, int status, String code) throws Exception {
        HttpRequest.Builder request = request("?by=nonsense");
        HttpResponse<String> answer = send(key == null ? request : request.header("x-api-key", key));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "x-dheera-error")).isEqualTo(code);
        assertThat(header(answer, "x-dheera-request-id")).startsWith("dpt_");
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"").doesNotContain("nonsense");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer KEY",
        "X-Dheera-Api-Key, KEY",
        "x-api-key, KEY",
        "api-key, KEY",
    })
    void theKeyMayBeWhereverClientsPutIt(String header, String value) throws Exception {
        HttpRequest.Builder request = request("").header(header, value.replace("KEY", ADMIN));
        assertThat(send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void theKeyMayBeAParameter() throws Exception {
        assertThat(send(request("?key=" + URLEncoder.encode(ADMIN, StandardCharsets.UTF_8)))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void onlyGetIsAnswered() throws Exception {
        HttpRequest.Builder post =
                request("").header("x-api-key", ADMIN).POST(HttpRequest.BodyPublishers.ofString("by=team"));
        assertThat(send(post).statusCode()).isEqualTo(405);
        assertThat(asked).isEmpty();
    }

    @Test
    void noMoreThanFourReportsAreMadeAtATime() throws Exception {
        CountDownLatch begun = new CountDownLatch(4);
        CountDownLatch letGo = new CountDownLatch(1);
        reports = query -> {
            begun.countDown();
            letGo.await();
            return List.of();
        };
        List<CompletableFuture<HttpResponse<String>>> four = IntStream.range(0, 4)
                .mapToObj(i ->
                        CLIENT.sendAsync(request("").header("x-api-key", ADMIN).build(), BodyHandlers.ofString()))
                .toList();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        HttpResponse<String> fifth = get("");
        assertThat(fifth.statusCode()).isEqualTo(429);
        assertThat(header(fifth, "x-dheera-error")).isEqualTo("too_many_parallel");
        assertThat(header(fifth, "Retry-After")).isEqualTo("5");

        letGo.countDown();
        assertThat(four)
                .allSatisfy(each ->
                        assertThat(each.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200));
        assertThat(get("").statusCode()).isEqualTo(200);
    }

    @Test
    void aStoreThatFailsIsToldWithoutTheInside() throws Exception {
        reports = query -> {
            throw new IOException("password hush at db.internal");
        };
        try (LogCapture log = LogCapture.of(SpendReportServlet.class)) {
            for (int i = 0; i < 6; i++) { // more than may run at a time
                HttpResponse<String> answer = get("");
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(header(answer, "x-dheera-error")).isEqualTo("internal");
                assertThat(answer.body()).doesNotContain("hush").doesNotContain("db.internal");
            }
            assertThat(log.events(Level.ERROR, "could not be made")).hasSize(6);
        }
    }

    private static Spend row(Map<Dimension, String> of, String inputTokens, String costUsd) {
        return new Spend(of, 3, 1, new BigDecimal(inputTokens), BigDecimal.valueOf(7), new BigDecimal(costUsd));
    }

    @Test
    void whereTheCallerIsTellsATrustedProxy() throws Exception {
        HttpRequest.Builder fromThere = request("").header("Authorization", "Bearer elsewhere");
        assertThat(send(fromThere.copy().header("X-Forwarded-For", "10.9.8.7")).statusCode())
                .isEqualTo(200);
        assertThat(send(fromThere.copy().header("X-Forwarded-For", "10.9.8.7, 10.9.8.6"))
                        .statusCode())
                .isEqualTo(403);
    }

    private HttpResponse<String> get(String query) throws Exception {
        return send(request(query).header("Authorization", "Bearer " + ADMIN));
    }

    private HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + container.port() + "/_dheera/usage" + query));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }
}
