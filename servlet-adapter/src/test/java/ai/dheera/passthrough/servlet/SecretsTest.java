/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.KEY;
import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static ai.dheera.passthrough.servlet.MountedGateway.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Credential.Placement;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Access;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.DeadPort;
import ai.dheera.passthrough.fixtures.Faults;
import ai.dheera.passthrough.fixtures.FramingFaults;
import ai.dheera.passthrough.fixtures.HttpHead;
import ai.dheera.passthrough.fixtures.LogCapture;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.fixtures.SecretWatch;
import ai.dheera.passthrough.usage.UsageJson;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Good exchanges, refused ones and broken ones, and after each of them a search for every secret that had to do with it:
 * in all that was logged, most of it at TRACE, and printed; in the usage records; in what the client got; and in what
 * the provider got, but for the place that belongs to the credential.
 */
@Tag("container")
class SecretsTest {

    private static final String USERNAME = "user-of-the-provider-account-2357";
    private static final String STRANGERS_KEY = "sk-left-over-from-before-the-gateway-9264";
    private static final String UNLUCKY_KEY = "sk-dheera-key-that-breaks-the-store-7193";
    private static final String RESTRICTED_KEY = "sk-dheera-key-for-one-model-only-6048";
    private static final String WRONG_KEY = "sk-wrong-key-in-carrier-number-";

    private static final Timeouts SHORT =
            new Timeouts(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(30));

    /** What each provider's requests may say of its credential, by the path that its upstream begins with. */
    private static final Map<String, String> OWN_PLACES = Map.of(
            "/anthropic/", "x-api-key: " + SECRET + "\r\n",
            "/openai/", "Authorization: Bearer " + SECRET + "\r\n",
            "/basic/", "Authorization: Basic " + base64(USERNAME + ":" + SECRET) + "\r\n",
            "/query/", "key=" + SECRET);

    private static final List<UnaryOperator<String>> FIELDS = List.of(
            key -> "Authorization: Bearer " + key,
            key -> "authorization: bearer  " + key,
            key -> "Authorization: " + key,
            key -> "Authorization: Token " + key,
            key -> "Authorization: Basic " + base64(key + ":"),
            key -> "Authorization: Basic " + base64("api:" + key),
            key -> "Authorization: AWS4-HMAC-SHA256 Credential=" + key
                    + "/20261122/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=00",
            key -> "x-api-key: " + key,
            key -> "api-key: " + key,
            key -> "x-goog-api-key: " + key,
            key -> "xi-api-key: " + key,
            key -> "Ocp-Apim-Subscription-Key: " + key,
            key -> "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key." + key,
            key -> "X-Dheera-Api-Key: " + key,
            key -> "X-Dheera-Api-Key: Bearer " + key);

    private static final List<String> PARAMETERS = List.of("key", "access_token", "k%65y");

    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    private static final Appender<ILoggingEvent> console = ROOT.getAppender("out");
    private static ScriptedUpstream upstream;
    private static DeadPort dead;
    private static MountedGateway gateway;
    private static LogCapture ourLogs;
    private static LogCapture clientLogs;
    private static SecretWatch watch;

    private final List<String> seenByClients = new ArrayList<>();
    private final List<UsageRecord> records = new ArrayList<>();
    private long requestsBefore;

    @BeforeAll
    static void start() throws Exception {
        ROOT.detachAppender(console);
        ourLogs = LogCapture.of("ai.dheera").at(Level.TRACE);
        clientLogs = LogCapture.of("org.apache.hc").at(Level.TRACE);
        watch = SecretWatch.attach();
        register("virtual key", KEY);
        register("credential", SECRET);
        register("stranger's key", STRANGERS_KEY);
        register("unlucky key", UNLUCKY_KEY);
        register("restricted key", RESTRICTED_KEY);
        watch.register("user name", USERNAME);
        for (int i = 0; i < FIELDS.size() + PARAMETERS.size(); i++) {
            register("wrong key in carrier " + i, wrongKey(i));
        }
        upstream = ScriptedUpstream.start();
        dead = DeadPort.refusing();
        gateway = MountedGateway.of(builder());
    }

    private static PassThrough.Builder builder() {
        return PassThrough.builder()
                .providers(ProviderRegistry.of(providers()))
                .keys(new KeysOfTheTest())
                .longestHeldBody(() -> 1_000)
                .shutdownGrace(() -> Duration.ofMillis(500));
    }

    /** A hash is no secret, but what for would it be anywhere. */
    private static void register(String label, String secret) {
        watch.register(label, secret).register("SHA-256 of the " + label, PresentedKey.sha256(secret));
    }

    private static String wrongKey(int carrier) {
        return WRONG_KEY + (73_581 + 1_117 * carrier);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        dead.close();
        upstream.close();
        watch.close();
        clientLogs.close();
        ourLogs.close();
        ROOT.addAppender(console);
        watch.assertClean();
    }

    private static List<Provider> providers() {
        Credential credential = Credential.apiKey("main", SECRET);
        Provider anthropic = ProviderRegistry.builtIn("anthropic", credential).toBuilder()
                .upstream(upstream.url().resolve("/anthropic"))
                .timeouts(SHORT)
                .build();
        return List.of(
                anthropic,
                ProviderRegistry.builtIn("openai", credential).toBuilder()
                        .upstream(upstream.url().resolve("/openai"))
                        .build(),
                any("basic")
                        .credentials(List.of(Credential.basic("main", USERNAME, SECRET)))
                        .build(),
                any("query")
                        .credentials(List.of(credential.at(Placement.query("key"))))
                        .build(),
                anthropic.toBuilder().name("dead").upstream(dead.url()).build(),
                anthropic.toBuilder().name("bare").credentials(List.of()).build());
    }

    private static Provider.Builder any(String name) {
        return Provider.named(name, upstream.url().resolve("/" + name)).routes(List.of(Route.of("*", "/*")));
    }

    private static final class KeysOfTheTest implements KeyStore {

        private final Map<String, VirtualKey> keys = Map.of(
                PresentedKey.sha256(KEY), VirtualKey.withId("usual").build(),
                PresentedKey.sha256(RESTRICTED_KEY),
                        VirtualKey.withId("restricted")
                                .access(new Access(List.of(), List.of("claude-*"), List.of(), List.of()))
                                .build());

        @Override
        public Optional<VirtualKey> find(PresentedKey presented) {
            if (presented.text().equals(UNLUCKY_KEY)) {
                throw new IllegalStateException("cannot look for " + presented);
            }
            return Optional.ofNullable(keys.get(presented.sha256()));
        }
    }

    @BeforeEach
    void answerWell() {
        requestsBefore = upstream.requestCount();
        upstream.answerWith(Answers.json("{\"ok\":true}"));
    }

    @AfterEach
    void nothingIsLetOut() {
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> gateway.gateway.running() == 0);
        List<String> texts = new ArrayList<>(seenByClients);
        gateway.records.drainTo(records);
        records.forEach(record -> texts.add(record + UsageJson.line(record)));
        requestsOfThisTest().forEach(request -> texts.add(withoutOwnPlace(request) + request.bodyText()));
        watch.assertClean(texts.toArray(String[]::new));
    }

    private List<ReceivedRequest> requestsOfThisTest() {
        List<ReceivedRequest> all = upstream.requests();
        return all.subList(all.size() - (int) (upstream.requestCount() - requestsBefore), all.size());
    }

    /** Once only: a credential that is sent twice is let out. */
    private static String withoutOwnPlace(ReceivedRequest request) {
        String head = request.head().raw();
        for (Map.Entry<String, String> place : OWN_PLACES.entrySet()) {
            int at = head.indexOf(place.getValue());
            if (request.target().startsWith(place.getKey()) && at >= 0) {
                return head.substring(0, at)
                        + head.substring(at + place.getValue().length());
            }
        }
        return head;
    }

    static IntStream fields() {
        return IntStream.range(0, FIELDS.size());
    }

    static IntStream parameters() {
        return IntStream.range(0, PARAMETERS.size());
    }

    static Stream<String> providerNames() {
        return Stream.of("anthropic", "openai", "basic", "query");
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aGoodKeyInAField(int carrier) throws Exception {
        assertThat(post("/anthropic/v1/messages", FIELDS.get(carrier).apply(KEY))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void aGoodKeyInTheQuery(int carrier) throws Exception {
        String query = "?a=b&" + PARAMETERS.get(carrier) + "=" + KEY;
        assertThat(post("/anthropic/v1/messages" + query).status()).isEqualTo(200);
        assertThat(post("/query/any" + query).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aWrongKeyInAField(int carrier) throws Exception {
        String line = FIELDS.get(carrier).apply(wrongKey(carrier));
        assertThat(post("/anthropic/v1/messages", line).status()).isEqualTo(401);
        assertThat(post("/openai/v1/responses", line).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void aWrongKeyInTheQuery(int carrier) throws Exception {
        String query = "?" + PARAMETERS.get(carrier) + "=" + wrongKey(FIELDS.size() + carrier);
        assertThat(post("/anthropic/v1/messages" + query).status()).isEqualTo(401);
        assertThat(post("/openai/v1/responses" + query).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aStrangersKeyBesideAGoodOne(int carrier) throws Exception {
        String good = FIELDS.get(carrier).apply(KEY);
        try (RawClient client = gateway.client()) {
            for (UnaryOperator<String> other : FIELDS) {
                seen(client.get(
                        "/anthropic/v1/models?key=" + STRANGERS_KEY + "&access_token=" + KEY,
                        good,
                        other.apply(STRANGERS_KEY)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providerNames")
    void aGoodKeyEverywhereAtOnce(String provider) throws Exception {
        String[] lines = FIELDS.stream().map(field -> field.apply(KEY)).toArray(String[]::new);
        String path = provider.equals("openai") ? "/v1/responses" : "/v1/messages";
        assertThat(post("/" + provider + path + "?key=" + KEY + "&x=y&access_token=" + KEY, lines)
                        .status())
                .isEqualTo(200);
        assertThat(lastReceived().head().raw())
                .as("the credential is where it belongs, or else nothing is proven")
                .contains(OWN_PLACES.get("/" + provider + "/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cookie: session=",
                "Cookie2: session=",
                "Proxy-Authorization: Bearer ",
                "X-Dheera-Key: ",
                "X-Forwarded-Authorization: ",
                "X-Forwarded-Uri: /?key=",
                "Forwarded: for=",
                "Connection: ",
                "Keep-Alive: ",
                "TE: ",
            })
    void aKeyWhereNobodyLooksForIt(String field) throws Exception {
        assertThat(post("/anthropic/v1/messages", field + STRANGERS_KEY).status())
                .isEqualTo(401);
        assertThat(post("/anthropic/v1/messages", field + STRANGERS_KEY, "x-api-key: " + KEY)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aKeyInATrailer() throws Exception {
        try (RawClient client = gateway.client()) {
            client.sendHead("POST", "/anthropic/v1/messages", "x-api-key: " + KEY, "Transfer-Encoding: chunked");
            client.sendChunk("{}".getBytes(UTF_8));
            client.send("0\r\nx-api-key: " + KEY + "\r\nAuthorization: Bearer " + STRANGERS_KEY + "\r\n\r\n");
            assertThat(seen(client.readAnswer()).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"404, /anthropic/v9/nothing", "500, /bare/v1/messages", "500, /dead/v1/messages"})
    void aRequestThatTheGatewayRefuses(int status, String path) throws Exception {
        Answer answer = post(path + "?key=" + KEY, "Authorization: Bearer " + KEY, "x-api-key: " + STRANGERS_KEY);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.head().first("x-dheera-error")).isPresent();
    }

    /** A page of the container's own may quote the query, but to nobody else than who sent it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nobody/v1/messages",
                "/anthropic/v1/../messages",
                "/anthropic//v1/messages",
                "/anthropic/v1/mess%zzages",
                "/anthropic/v1/mess%00ages",
                "/anthropic/v1/mess%2fages",
            })
    void aRequestThatTheContainerMayRefuse(String path) throws Exception {
        assertThat(post(path, "Authorization: Bearer " + KEY, "x-api-key: " + STRANGERS_KEY)
                        .status())
                .isBetween(400, 499);
    }

    @Test
    void aRequestForAProviderThatIsNotThere() throws Exception {
        PassThrough alone = builder().usage(gateway.records::add).build();
        try (Container container = Container.start(WebApplication.of(new PassThroughFilter(alone, false)));
                RawClient client = RawClient.connect(container.port())) {
            Answer answer = seen(client.get("/nobody/v1/messages?key=" + KEY, "x-api-key: " + KEY));

            assertThat(answer.head().first("x-dheera-error")).contains("unknown_provider");
        }
    }

    @Test
    void aRequestWhoseKeyMayNotDoIt() throws Exception {
        String line = "x-api-key: " + RESTRICTED_KEY;
        assertThat(post("/anthropic/v1/messages", line).status()).isEqualTo(403);
        assertThat(postBody("/anthropic/v1/messages", "x".repeat(2_000), line).status())
                .isEqualTo(413);
        assertThat(postBody("/anthropic/v1/messages", "{\"model\":\"gpt\"}", line)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aKeyThatBreaksTheKeyStore() throws Exception {
        assertThat(post("/anthropic/v1/messages", "x-api-key: " + UNLUCKY_KEY).status())
                .isEqualTo(503);
        assertThat(ourLogs.events(Level.ERROR, "The key store failed")).isNotEmpty();
    }

    static Stream<Arguments> faults() {
        String chunk = "data: {}\n\n";
        return Stream.of(
                Arguments.of("resets before the head", Faults.resetsBeforeHead()),
                Arguments.of("closes in the head", Faults.closesInHead()),
                Arguments.of("never answers", Faults.neverAnswers()),
                Arguments.of("sends garbage", Faults.garbage()),
                Arguments.of("sends too long a line", Faults.tooLongHeaderLine(100_000)),
                Arguments.of("resets in the body", Faults.resetsInBody(chunk)),
                Arguments.of("stalls in the body", Faults.stallsInBody(chunk)),
                Arguments.of("sends a bad chunk size", FramingFaults.badChunkSize(chunk)),
                Arguments.of("sends no last chunk", FramingFaults.missingLastChunk(chunk)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aProviderThatBreaks(String name, Script fault) throws Exception {
        upstream.enqueue(fault);
        post("/anthropic/v1/messages?key=" + KEY);

        assertThat(takeRecord().outcome()).isNotEqualTo(Outcome.COMPLETED);
    }

    static Stream<Arguments> echoes() {
        return Stream.of(
                Arguments.of("no HTTP", "You said: %s\r\n\r\n"),
                Arguments.of("the version", "HTTP/1.1%s 200 OK\r\n\r\n"),
                Arguments.of("the status", "HTTP/1.1 %s OK\r\n\r\n"),
                Arguments.of("a line without a colon", "HTTP/1.1 200 OK\r\n%s\r\n\r\n"),
                Arguments.of("a name of a field", "HTTP/1.1 200 OK\r\nX %s: 1\r\n\r\n"),
                Arguments.of("the length", "HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n"),
                Arguments.of("the coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: %s\r\n\r\n"),
                Arguments.of("a chunk's size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\n"),
                Arguments.of(
                        "a trailer",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n%s\r\n\r\n"));
    }

    /** What it sends in its own words is the client's to see; what it breaks HTTP with is nobody's. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("echoes")
    void aProviderThatBreaksHttpWithTheCredential(String name, String answer) throws Exception {
        upstream.enqueue(
                Script.begin().readBody().send(answer.formatted(SECRET)).close());
        post("/anthropic/v1/messages", "x-api-key: " + KEY);
        upstream.enqueue(
                Script.begin().readBody().send(answer.formatted(SECRET)).close());
        post("/anthropic/v1/messages?key=" + KEY);
    }

    @Test
    void aProviderThatAsksForTheKeyAgain() throws Exception {
        upstream.answerWith(Answers.json(
                401,
                "{\"error\":{\"message\":\"Incorrect API key provided.\"}}",
                "WWW-Authenticate: Bearer realm=\"api\"",
                "x-dheera-error: " + SECRET,
                "Set-Cookie: session=" + SECRET,
                "openai-organization: " + SECRET));
        assertThat(post("/openai/v1/responses", "x-api-key: " + KEY).status()).isEqualTo(401);
    }

    @Test
    void aClientThatHangsUpInItsUpload() throws Exception {
        RawClient client = gateway.client();
        client.sendHead("POST", "/anthropic/v1/messages?key=" + KEY, "x-api-key: " + KEY, "Content-Length: 1000000");
        client.send("half");
        client.reset();

        assertThat(takeRecord().outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
    }

    @Test
    void aClientThatHangsUpInAStream() throws Exception {
        upstream.answerWith(Answers.endlessEvents(Duration.ofMillis(10)));
        RawClient client = gateway.client();
        client.sendRequest("POST", "/anthropic/v1/messages?key=" + KEY, "{}".getBytes(UTF_8), "x-api-key: " + KEY);
        HttpHead head = client.readHead();
        seenByClients.add(head.raw());
        client.reset();

        assertThat(takeRecord().outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
        ourLogs.await(Level.DEBUG, "is gone", SOON);
    }

    /** The container answers, and may quote what it got, but to nobody else than who sent it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /anthropic/v1/models HTTP/1.1\r\nHost: x\r\nx-api-key KEY\r\n\r\n",
                "GET /anthropic/v1/models HTTP/1.1\r\nHost: x\r\nx-api-key: KEY\r\nContent-Length: x\r\n\r\n",
                "POST /anthropic/v1/messages?key=KEY HTTP/9.9\r\nx-api-key: KEY\r\n\r\n",
                "x-api-key: KEY\r\n\r\n",
            })
    void aClientThatSpeaksNoHttp(String garbage) throws Exception {
        long before = upstream.requestCount();
        try (RawClient client = gateway.client()) {
            client.send(garbage.replace("KEY", KEY));
            client.halfClose();
            client.readToEnd();
        }
        assertThat(upstream.requestCount()).isEqualTo(before);
    }

    @Test
    void everyPlaceThatIsSearchedCanBeFoundToLeak() throws Exception {
        assertThat(post("/anthropic/v1/messages", "x-api-key: " + KEY).status()).isEqualTo(200);
        UsageRecord record = takeRecord();
        ReceivedRequest received = lastReceived();

        assertThat(withoutOwnPlace(received)).isNotEqualTo(received.head().raw());
        assertThat(UsageJson.line(record)).contains("\"keyId\":\"usual\"");
        for (String leak : List.of(
                received.head().raw(),
                withoutOwnPlace(received) + OWN_PLACES.get("/anthropic/"),
                "Basic " + base64("me:" + KEY),
                "?key=" + KEY,
                PresentedKey.sha256(KEY))) {
            assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> watch.assertClean(leak));
        }
    }

    private UsageRecord takeRecord() throws InterruptedException {
        UsageRecord record = gateway.takeRecord();
        records.add(record);
        return record;
    }

    private static ReceivedRequest lastReceived() {
        List<ReceivedRequest> all = upstream.requests();
        return all.get(all.size() - 1);
    }

    private Answer post(String target, String... lines) throws Exception {
        return postBody(target, "{}", lines);
    }

    private Answer postBody(String target, String body, String... lines) throws Exception {
        try (RawClient client = gateway.client()) {
            return seen(client.post(target, body.getBytes(UTF_8), lines));
        }
    }

    private Answer seen(Answer answer) {
        seenByClients.add(
                answer.head().raw() + answer.body().text() + answer.body().trailers());
        return answer;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
