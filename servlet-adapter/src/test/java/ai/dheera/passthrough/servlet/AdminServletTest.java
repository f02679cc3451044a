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
import ai.dheera.passthrough.SpendReports.Spend;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.HttpHead;
import ai.dheera.passthrough.fixtures.LogCapture;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.keys.AuditEntry;
import ai.dheera.passthrough.keys.IssuingKeyStore;
import ai.dheera.passthrough.keys.KeyAdministration;
import ai.dheera.passthrough.limits.Charge;
import ai.dheera.passthrough.limits.KeyLimits;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.PicoUsd;
import ai.dheera.passthrough.limits.Reservation;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

@Tag("container")
class AdminServletTest {

    private static final String ADMIN = "sk-dheera-admin-4711";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final List<AuditEntry> audited = Collections.synchronizedList(new ArrayList<>());
    private final IssuingKeyStore store = IssuingKeyStore.inMemory(audited::add, InstantSource.system());
    private volatile Optional<KeyAdministration> administration = Optional.of(store);
    private volatile Optional<SpendReports> reports = Optional.empty();
    private final LimitStore limits = LimitStore.inMemory();
    private PassThrough gateway;
    private Container container;

    @BeforeEach
    void start() throws Exception {
        KeyStore written = KeyStore.inMemory(Map.of(
                PresentedKey.sha256(ADMIN),
                VirtualKey.withId("boss").admin(true).build(),
                PresentedKey.sha256("user"),
                VirtualKey.withId("user").build(),
                PresentedKey.sha256("off"),
                VirtualKey.withId("off").admin(true).enabled(false).build(),
                PresentedKey.sha256("elsewhere"),
                VirtualKey.withId("elsewhere")
                        .admin(true)
                        .access(new VirtualKey.Access(
                                List.of(), List.of(), List.of(), List.of(Network.parse("10.9.8.7"))))
                        .build()));
        gateway = PassThrough.builder()
                .keys(KeyStore.firstOf(written, store))
                .limits(limits)
                .eventLoops(1)
                .shutdownGrace(() -> Duration.ZERO)
                .build();
        container = Container.start(WebApplication.of(new PassThroughFilter(gateway, true))
                .with("/_dheera/admin/*", new AdminServlet(gateway, () -> administration, () -> reports)));
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
    }

    // keys

    @Test
    void aKeyIsIssuedAndItsSecretToldOnce() throws Exception {
        HttpResponse<String> answer = post("/keys", """
                { "id": "team-a-1", "owner": "alice", "models": ["claude-*"],
                  "budgets": [ { "usd": "10.00", "per": "day" } ] }""");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(header(answer, "Content-Type")).startsWith("application/json");
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
        JsonObject issued = json(answer);
        String secret = issued.remove("secret").getAsString();
        assertThat(secret).matches("sk-dheera-[0-9a-f]{64}");
        assertThat(store.find(PresentedKey.of(secret)).orElseThrow().id()).isEqualTo("team-a-1");

        JsonObject kept = json(get("/keys/team-a-1"));
        assertThat(kept).isEqualTo(issued);
        assertThat(kept.get("owner").getAsString()).isEqualTo("alice");
        assertThat(Instant.parse(kept.get("issuedAt").getAsString())).isBefore(Instant.now());
        assertThat(get("/keys").body()).doesNotContain("secret", secret.substring(12));
        assertThat(audited).extracting(AuditEntry::by).containsExactly("key:boss");
        assertThat(audited.toString()).doesNotContain(secret.substring(12));
    }

    @Test
    void aKeyWithoutAnIdIsGivenOne() throws Exception {
        String id = json(post("/keys", "{}")).get("id").getAsString();
        assertThat(id).matches("key-[0-9a-f]{16}");
        assertThat(get("/keys/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void anIdThatIsTakenIsAConflict() throws Exception {
        issue("a");
        HttpResponse<String> answer = post("/keys", "{\"id\":\"a\"}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(header(answer, "x-dheera-error")).isEqualTo("key_exists");
        assertThat(answer.body()).doesNotContain("sk-dheera");
    }

    @Test
    void keysAreListedInPages() throws Exception {
        for (String id : List.of("a", "b", "c", "d", "e")) {
            assertThat(post("/keys", "{\"id\":\"" + id + "\",\"team\":\"" + (id.equals("c") ? "x y" : "z") + "\"}")
                            .statusCode())
                    .isEqualTo(201);
        }
        JsonObject first = json(get("/keys?most=2"));
        assertThat(ids(first)).containsExactly("a", "b");
        assertThat(first.get("next").getAsString()).isEqualTo("b");
        JsonObject rest = json(get("/keys?most=4&after=b"));
        assertThat(ids(rest)).containsExactly("c", "d", "e");
        assertThat(rest.get("next").isJsonNull()).isTrue();
        assertThat(ids(json(get("/keys?team=x%20y")))).containsExactly("c");
        assertThat(ids(json(get("/keys?owner=nobody")))).isEmpty();
    }

    private static List<String> ids(JsonObject page) {
        List<String> ids = new ArrayList<>();
        page.getAsJsonArray("keys")
                .forEach(key -> ids.add(key.getAsJsonObject().get("id").getAsString()));
        return ids;
    }

    @Test
    void aKeyIsChangedInWhatThePatchNames() throws Exception {
        assertThat(post("/keys", "{\"id\":\"a\",\"owner\":\"alice\",\"team\":\"red\"}")
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> answer =
                send(request("/keys/a").method("PATCH", body("{\"team\":null,\"requestsPerMinute\":5}")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).keySet())
                .containsExactlyInAnyOrder("id", "owner", "requestsPerMinute", "issuedAt", "changedAt");
        assertThat(audited.get(1).details())
                .isEqualTo("{\"team\":{\"from\":\"red\",\"to\":null},\"requestsPerMinute\":{\"from\":null,\"to\":5}}");
    }

    @Test
    void aKeyIsRotatedSwitchedAndDeleted() throws Exception {
        String first = issue("a");
        assertThat(authenticated(first)).isEqualTo("a");

        JsonObject rotated = json(post("/keys/a/rotate", "{\"overlap\":\"PT1H\"}"));
        String second = rotated.get("secret").getAsString();
        assertThat(Instant.parse(rotated.get("formerSecretsUntil").getAsString()))
                .isAfter(Instant.now());
        assertThat(authenticated(first)).isEqualTo("a");
        assertThat(authenticated(second)).isEqualTo("a");

        assertThat(post("/keys/a/disable", "{}").statusCode()).isEqualTo(200);
        assertThat(json(get("/keys/a")).get("enabled").getAsBoolean()).isFalse();
        assertThat(authenticated(second)).contains("disabled");
        assertThat(post("/keys/a/enable", "{}").statusCode()).isEqualTo(200);
        assertThat(authenticated(second)).isEqualTo("a");

        assertThat(post("/keys/a/rotate", "{\"overlap\":\"PT0S\"}").statusCode())
                .isEqualTo(200);
        assertThat(authenticated(first)).contains("expired");
        HttpResponse<String> deleted = send(request("/keys/a").DELETE());
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(get("/keys/a").statusCode()).isEqualTo(404);
        assertThat(audited)
                .extracting(entry -> entry.action().label())
                .containsExactly("issue", "rotate", "disable", "enable", "rotate", "delete");
    }

    @Test
    void anIssuedAdminKeyMayAdministerAndNoOtherMay() throws Exception {
        String admin = json(post("/keys", "{\"id\":\"deputy\",\"admin\":true}"))
                .get("secret")
                .getAsString();
        String other = issue("other");
        assertThat(send(request("/keys", admin).GET()).statusCode()).isEqualTo(200);
        assertThat(send(request("/keys", other).GET()).statusCode()).isEqualTo(403);

        assertThat(send(request("/keys/deputy/disable", admin).POST(body("{}"))).statusCode())
                .isEqualTo(200);
        assertThat(send(request("/keys", admin).GET()).statusCode()).isEqualTo(401);
        assertThat(audited.get(2).by()).isEqualTo("key:deputy");
    }

    // budgets and spend

    @Test
    void budgetsAreReadAndReset() throws Exception {
        assertThat(post("/keys", """
                        { "id": "a", "team": "red",
                          "budgets": [ { "usd": "10.00", "per": "day" }, { "usd": 500, "per": "total", "scope": "team" } ] }""").statusCode()).isEqualTo(201);
        spend("a", "1.25");

        JsonArray budgets = json(get("/keys/a/budgets")).getAsJsonArray("budgets");
        JsonObject daily = budgets.get(0).getAsJsonObject();
        JsonObject total = budgets.get(1).getAsJsonObject();
        assertThat(daily.get("spentUsd").getAsString()).isEqualTo("1.25");
        assertThat(daily.get("remainingUsd").getAsString()).isEqualTo("8.75");
        assertThat(daily.get("reservedUsd").getAsString()).isEqualTo("0");
        assertThat(Instant.parse(daily.get("endsAt").getAsString())).isAfter(Instant.now());
        assertThat(total.get("usd").getAsString()).isEqualTo("500");
        assertThat(total.get("scope").getAsString()).isEqualTo("team");
        assertThat(total.get("endsAt").isJsonNull()).isTrue();

        JsonObject which = new JsonObject();
        which.add("budget", total.get("name"));
        JsonArray after = json(post("/keys/a/budgets/reset", which.toString())).getAsJsonArray("budgets");
        assertThat(after.get(0).getAsJsonObject().get("spentUsd").getAsString()).isEqualTo("1.25");
        assertThat(after.get(1).getAsJsonObject().get("spentUsd").getAsString()).isEqualTo("0");
        AuditEntry entry = audited.get(1);
        assertThat(entry.action()).isEqualTo(AuditEntry.Action.RESET_BUDGET);
        assertThat(entry.subject()).isEqualTo(total.get("name").getAsString());
        assertThat(entry.details()).isEqualTo("{\"key\":\"a\",\"spentUsd\":\"1.25\"}");

        HttpResponse<String> wrong = post("/keys/a/budgets/reset", "{\"budget\":\"mine\"}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("'mine' is none of the budgets of the key 'a'");
    }

    private void spend(String keyId, String usd) throws Exception {
        VirtualKey key = store.find(keyId).orElseThrow().key();
        List<Limit> ofKey = KeyLimits.of(key)
                .ofExchange("anthropic", true, Optional.empty())
                .inOrder();
        Reservation reservation = new Reservation("r", Instant.now(), 0, ofKey);
        limits.admit(reservation).toCompletableFuture().get(5, TimeUnit.SECONDS);
        limits.settle(new Charge(reservation, Instant.now(), PicoUsd.of(new BigDecimal(usd)), 0))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    @Test
    void spendIsToldAsInTheReport() throws Exception {
        assertThat(get("/spend").statusCode()).isEqualTo(404);
        reports = Optional.of(query -> List.of(
                new Spend(Map.of(Dimension.KEY, "a"), 3, 0, BigDecimal.ONE, BigDecimal.TEN, new BigDecimal("0.5"))));

        JsonObject report = json(get("/spend?by=key&from=2026-11-01&to=2026-12-01"));
        assertThat(report.get("from").getAsString()).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(report.getAsJsonArray("rows").toString())
                .isEqualTo("[{\"key\":\"a\",\"exchanges\":3,\"unpriced\":0,\"inputTokens\":1,\"outputTokens\":10,"
                        + "\"costUsd\":\"0.5\"}]");
        assertThat(get("/spend?format=csv").statusCode()).isEqualTo(400);
    }

    // what is refused

    @ParameterizedTest
    @CsvSource({
        ", 401, missing_key",
        "wrong, 401, invalid_key",
        "off, 401, key_disabled",
        "elsewhere, 403, network_not_allowed",
        "user, 403, route_not_allowed"
    })
    void whoHasNoAdminKeyIsRefusedWhateverIsAskedFor(String key, int status, String code) throws Exception {
        for (String path : List.of("/keys", "/keys/boss", "/nonsense", "/keys/a/rotate")) {
            HttpRequest.Builder request = unauthenticated(path)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("nonsense"));
            HttpResponse<String> answer = send(key == null ? request : request.header("x-api-key", key));

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(header(answer, "x-dheera-error")).isEqualTo(code);
        }
        assertThat(audited).isEmpty();
    }

    /** Whoever sent the next request over it would be told nothing. */
    @Test
    void aRefusalAheadOfTheBodySaysThatItsConnectionEnds() throws Exception {
        try (RawClient client = RawClient.connect(container.port())) {
            client.sendHead("POST", "/_dheera/admin/keys", "Content-Type: application/json", "Content-Length: 8");
            HttpHead refusal = client.readHead();
            assertThat(refusal.status()).isEqualTo(401);
            assertThat(refusal.lists("Connection", "close")).isTrue();
        }
    }

    @Test
    void everythingIsNotFoundWhereTheApiIsOff() throws Exception {
        administration = Optional.empty();
        for (String path : List.of("/keys", "/keys/a")) {
            assertThat(get(path).statusCode()).isEqualTo(404);
            assertThat(send(unauthenticated(path).GET()).statusCode()).isEqualTo(404);
        }
        assertThat(get("/keys").body()).contains("adminApi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""})
    void aBodyThatAnyPageCouldSendIsRefused(String type) throws Exception {
        HttpRequest.Builder request = unauthenticated("/keys").header("x-api-key", ADMIN);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        HttpResponse<String> answer = send(request.POST(BodyPublishers.ofString("{\"id\":\"a\"}")));
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(header(answer, "x-dheera-error")).isEqualTo("unsupported_media_type");
        assertThat(audited).isEmpty();
    }

    @Test
    void aKeyInTheUrlIsRefused() throws Exception {
        HttpResponse<String> answer = send(unauthenticated("/keys?key=" + ADMIN).GET());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("belongs into a header").doesNotContain(ADMIN);
    }

    @Test
    void aKeyMayBeGivenAsAPassword() throws Exception {
        String basic = Base64.getEncoder().encodeToString((":" + ADMIN).getBytes(StandardCharsets.UTF_8));
        assertThat(send(unauthenticated("/keys")
                                .header("Authorization", "Basic " + basic)
                                .GET())
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /keys                | {"id":"../a"}              | the id of an issued key is 1 to 128 letters
            /keys                | {"id":""}                  | body: $.id: a virtual key needs an id
            /keys                | {"id":5}                   | body: $.id: must be a string
            /keys                | {                          | body: $: not JSON
            /keys                | []                         | body: $: must be an object
            /keys                | {"secret":"x"}             | body: $.secret: is not a known field
            /keys                | {"sha256":"x"}             | body: $.sha256: is not a known field
            /keys                | {"signingSecret":"x"}      | body: $.signingSecret: is not a known field
            /keys                | {"owner":1,"team":2}       | body: $.owner: must be a string; body: $.team: must be a string
            /keys                | {"budgets":[{"usd":1,"per":"day","scope":"team"}]} | has no such value
            /keys/a/rotate       | {}                         | body: $: has no "overlap": add how long former secrets go on
            /keys/a/rotate       | {"overlap":"1h"}           | body: $.overlap: '1h' is no length of time; PT24H is
            /keys/a/rotate       | {"overlap":"PT-1S"}        | an overlap lasts from PT0S to P366D
            /keys/a/disable      | {"now":true}               | body: $.now: is not a known field
            /keys/a/budgets/reset | {}                        | body: $: has no "budget": add a budget's name
            """)
    void whatCannotBeMeantIsToldWithItsPlace(String path, String body, String message) throws Exception {
        issue("a");
        HttpResponse<String> answer = post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(header(answer, "x-dheera-error")).isEqualTo("bad_request");
        assertThat(json(answer).getAsJsonObject("error").get("message").getAsString())
                .contains(message);
        assertThat(audited).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /keys?most=0          | a list holds from 1 to 1000 keys, not 0
            /keys?most=1001       | a list holds from 1 to 1000 keys, not 1001
            /keys?most=x          | most: 'x' is no number
            /keys?limit=5         | 'limit' is not a parameter here; these are: after, most, owner, team
            /keys?most=5&most=6   | 'most' may be there once
            """)
    void whatAListCannotBeAskedForIsTold(String path, String message) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /keys/nobody, 404, unknown_key",
        "DELETE, /keys/nobody, 404, unknown_key",
        "PATCH, /keys/nobody, 404, unknown_key",
        "POST, /keys/nobody/rotate, 404, unknown_key",
        "POST, /keys/nobody/enable, 404, unknown_key",
        "GET, /keys/nobody/budgets, 404, unknown_key",
        "GET, /keys/~nobody, 404, unknown_key",
        "GET, '', 404, unknown_route",
        "GET, /, 404, unknown_route",
        "GET, /users, 404, unknown_route",
        "POST, /keys/nobody/destroy, 404, unknown_route",
        "POST, /keys/nobody/budgets/destroy, 404, unknown_route",
        "GET, /keys/nobody/budgets/reset/now, 404, unknown_route",
        "PUT, /keys, 405, method_not_allowed",
        "PUT, /keys/nobody, 405, method_not_allowed",
        "GET, /keys/nobody/rotate, 405, method_not_allowed",
        "POST, /keys/nobody/budgets, 405, method_not_allowed",
        "GET, /keys/nobody/budgets/reset, 405, method_not_allowed",
        "POST, /spend, 405, method_not_allowed"
    })
    void whatIsNotThereIsToldAsSuch(String method, String path, int status, String code) throws Exception {
        String text = path.endsWith("rotate") ? "{\"overlap\":\"PT0S\"}" : "{}";
        HttpResponse<String> answer = send(request(path).method(method, body(text)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(header(answer, "x-dheera-error")).isEqualTo(code);
        assertThat(header(answer, "Allow").equals("none")).isEqualTo(status != 405);
    }

    @Test
    void aBodyIsBounded() throws Exception {
        HttpResponse<String> answer = post("/keys", "{\"owner\":\"" + "x".repeat(300_000) + "\"}");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(post("/keys", "{\"tags\":{\"t\":\"" + "x".repeat(70_000) + "\"}}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(request("/keys").POST(BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xff, '"'})))
                        .body())
                .contains("the body is not UTF-8");
    }

    @Test
    void aStoreThatFailsIsToldWithoutTheInside() throws Exception {
        administration = Optional.of((KeyAdministration) Proxy.newProxyInstance(
                KeyAdministration.class.getClassLoader(),
                new Class<?>[] {KeyAdministration.class},
                (proxy, method, arguments) -> {
                    throw new SQLException("password hush at db.internal");
                }));
        try (LogCapture log = LogCapture.of(AdminServlet.class)) {
            for (int i = 0; i < 6; i++) { // more than may run at a time
                HttpResponse<String> answer = post("/keys", "{}");
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(header(answer, "x-dheera-error")).isEqualTo("key_store_unavailable");
                assertThat(header(answer, "Retry-After")).isEqualTo("1");
                assertThat(answer.body()).doesNotContain("hush").doesNotContain("db.internal");
            }
            assertThat(log.events(Level.ERROR, "failed")).hasSize(6);
        }
    }

    // how it is called

    private String issue(String id) throws Exception {
        return json(post("/keys", "{\"id\":\"" + id + "\"}")).get("secret").getAsString();
    }

    /** Whose key it is, or why it is refused: an issued key is no admin key, and so named in the refusal. */
    private String authenticated(String secret) throws Exception {
        String message = json(send(request("/keys", secret).GET()))
                .getAsJsonObject("error")
                .get("message")
                .getAsString();
        return message.contains("is no admin key") ? message.split("'")[1] : message;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private HttpResponse<String> post(String path, String json) throws Exception {
        return send(request(path).POST(body(json)));
    }

    private static BodyPublisher body(String json) {
        return BodyPublishers.ofString(json);
    }

    private HttpRequest.Builder request(String path) {
        return request(path, ADMIN);
    }

    private HttpRequest.Builder request(String path, String key) {
        return unauthenticated(path)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json; charset=utf-8");
    }

    private HttpRequest.Builder unauthenticated(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + container.port() + "/_dheera/admin" + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonObject json(HttpResponse<String> answer) {
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }
}
