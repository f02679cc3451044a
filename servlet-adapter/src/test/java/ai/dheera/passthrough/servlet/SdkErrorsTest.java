/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static ai.dheera.passthrough.servlet.MountedGateway.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Access;
import ai.dheera.passthrough.VirtualKey.Limits;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.DeadPort;
import ai.dheera.passthrough.fixtures.Faults;
import ai.dheera.passthrough.fixtures.FramingFaults;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.SdkUnderTest.Raised;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the user of an official SDK catches: for the gateway's own answers the exception that the provider would cause,
 * with our words in it, tried again only where that can help; and for the provider's errors what they cause without a
 * gateway.
 */
@Tag("container")
class SdkErrorsTest {

    private static final int ONCE = 1;
    private static final int THRICE = 3;
    private static final int LONGEST_HELD_BODY = 1_000;
    private static final String USUAL = "/{provider}";
    private static final Timeouts SHORT =
            new Timeouts(Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** The admin API's are for no SDK. An SDK escapes what would make a bad request, and sends no bad path by itself. */
    private static final Set<ErrorCode> NOT_CAUSED_BY_SDKS = EnumSet.of(
            ErrorCode.BAD_REQUEST,
            ErrorCode.BAD_PATH,
            ErrorCode.UNKNOWN_KEY,
            ErrorCode.KEY_EXISTS,
            ErrorCode.METHOD_NOT_ALLOWED,
            ErrorCode.UNSUPPORTED_MEDIA_TYPE);

    private static final Queue<UsageRecord> records = new ConcurrentLinkedQueue<>();

    private static ScriptedUpstream upstream;
    private static DeadPort refusing;
    private static DeadPort hanging;
    private static PassThrough gateway;
    private static Container container;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        refusing = DeadPort.refusing();
        hanging = DeadPort.hanging();
        gateway = gateway();
        container = Container.start(WebApplication.of(new PassThroughFilter(gateway, false)));
    }

    @AfterAll
    static void stop() throws Exception {
        container.close();
        hanging.close();
        refusing.close();
        upstream.close();
    }

    @BeforeEach
    void forgetWhatWas() {
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> gateway.running() == 0);
        records.clear();
    }

    private static PassThrough gateway() {
        return PassThrough.builder()
                .providers(ProviderRegistry.of(Arrays.stream(SdkUnderTest.values())
                        .flatMap(SdkErrorsTest::providers)
                        .toList()))
                .keys(new KeysOfTheTest())
                .limits(SpentBudget.store())
                .usage(records::add)
                .longestHeldBody(() -> LONGEST_HELD_BODY)
                .shutdownGrace(() -> Duration.ZERO)
                .build();
    }

    private static Stream<Provider> providers(SdkUnderTest sdk) {
        Provider good = ProviderRegistry.builtIn(sdk.provider(), Credential.apiKey("main", SECRET)).toBuilder()
                .upstream(upstream.url())
                .build();
        return Stream.of(
                good,
                at(refusing.url(), good.toBuilder().name(sdk.provider() + "-refusing")),
                at(
                        hanging.url(),
                        good.toBuilder().name(sdk.provider() + "-hanging").timeouts(SHORT)),
                good.toBuilder()
                        .name(sdk.provider() + "-bare")
                        .credentials(List.of())
                        .build());
    }

    private static Provider at(URI base, Provider.Builder provider) {
        return provider.upstream(base).build();
    }

    /** Keys of which each is refused for another reason. */
    private static final class KeysOfTheTest implements KeyStore {

        private final Map<String, VirtualKey> keys = Stream.of(
                        VirtualKey.withId("usual"),
                        VirtualKey.withId("disabled").enabled(false),
                        VirtualKey.withId("expired").expiresAt(Instant.EPOCH),
                        only("other-provider", new Access(List.of("other"), List.of(), List.of(), List.of())),
                        only("other-models", new Access(List.of(), List.of("other-*"), List.of(), List.of())),
                        only("other-routes", new Access(List.of(), List.of(), List.of("GET *"), List.of())),
                        only(
                                "other-network",
                                new Access(List.of(), List.of(), List.of(), List.of(Network.parse("10.0.0.0/8")))),
                        only("any-model", new Access(List.of(), List.of("*"), List.of(), List.of())),
                        VirtualKey.withId("ten-a-minute-anthropic").limits(new Limits(10, 0, 0, List.of())),
                        VirtualKey.withId("ten-a-minute-openai").limits(new Limits(10, 0, 0, List.of())),
                        VirtualKey.withId("one-at-a-time").limits(new Limits(0, 0, 1, List.of())),
                        SpentBudget.KEY.toBuilder())
                .map(VirtualKey.Builder::build)
                .collect(Collectors.toMap(key -> PresentedKey.sha256(secret(key.id())), key -> key));

        private static VirtualKey.Builder only(String id, Access access) {
            return VirtualKey.withId(id).access(access);
        }

        static String secret(String id) {
            return id.isEmpty() ? "" : "sk-dheera-of-the-key-" + id;
        }

        @Override
        public Optional<VirtualKey> find(PresentedKey presented) {
            if (presented.text().equals(secret("unlucky"))) {
                throw new IllegalStateException("the key store is down, as the test wants it");
            }
            return Optional.ofNullable(keys.get(presented.sha256()));
        }
    }

    /**
     * An answer of the gateway's own, and what becomes of it.
     *
     * @param code the error
     * @param path where to ask
     * @param keyId whose key to ask with
     * @param status the HTTP status
     * @param anthropic the exception of Anthropic's SDK
     * @param openAi the exception of OpenAI's SDK
     * @param tries how often the SDK is to ask
     * @param words a part of our message
     */
    record Refused(
            ErrorCode code,
            String path,
            String keyId,
            int status,
            String anthropic,
            String openAi,
            int tries,
            String words) {

        String exception(SdkUnderTest sdk) {
            return sdk == SdkUnderTest.ANTHROPIC ? anthropic : openAi;
        }
    }

    private static Refused refused(
            ErrorCode code, String path, String keyId, int status, String exception, int tries, String words) {
        return new Refused(code, path, keyId, status, exception, exception, tries, words);
    }

    static List<Refused> refusals() {
        String unauthorized = "UnauthorizedException";
        String denied = "PermissionDeniedException";
        String notFound = "NotFoundException";
        String internal = "InternalServerException";
        return List.of(
                refused(ErrorCode.MISSING_KEY, USUAL, "", 401, unauthorized, ONCE, "No key was sent"),
                refused(ErrorCode.INVALID_KEY, USUAL, "nobody's", 401, unauthorized, ONCE, "not one that this gateway"),
                refused(ErrorCode.KEY_DISABLED, USUAL, "disabled", 401, unauthorized, ONCE, "'disabled' is disabled"),
                refused(ErrorCode.KEY_EXPIRED, USUAL, "expired", 401, unauthorized, ONCE, "'expired' expired at 1970"),
                refused(ErrorCode.PROVIDER_NOT_ALLOWED, USUAL, "other-provider", 403, denied, ONCE, "not use provider"),
                refused(ErrorCode.MODEL_NOT_ALLOWED, USUAL, "other-models", 403, denied, ONCE, "not use model"),
                refused(ErrorCode.ROUTE_NOT_ALLOWED, USUAL, "other-routes", 403, denied, ONCE, "not use the endpoint"),
                refused(ErrorCode.NETWORK_NOT_ALLOWED, USUAL, "other-network", 403, denied, ONCE, "address 127.0.0.1"),
                refused(ErrorCode.UNKNOWN_PROVIDER, "/nobody", "usual", 404, notFound, ONCE, "names no provider"),
                refused(ErrorCode.UNKNOWN_ROUTE, USUAL + "/v7", "usual", 404, notFound, ONCE, "has no endpoint POST"),
                refused(ErrorCode.NO_CREDENTIAL, USUAL + "-bare", "usual", 500, internal, ONCE, "credential"),
                refused(ErrorCode.BUDGET_EXCEEDED, USUAL, "broke", 429, "RateLimitException", ONCE, SpentBudget.TOLD),
                refused(
                        ErrorCode.UPSTREAM_UNREACHABLE,
                        USUAL + "-refusing",
                        "usual",
                        500,
                        internal,
                        THRICE,
                        "could not be reached: no connection"),
                refused(
                        ErrorCode.UPSTREAM_TIMEOUT,
                        USUAL + "-hanging",
                        "usual",
                        500,
                        internal,
                        THRICE,
                        "did not answer within PT0.1S"),
                new Refused(
                        ErrorCode.KEY_STORE_UNAVAILABLE,
                        USUAL,
                        "unlucky",
                        503,
                        "ServiceUnavailableException",
                        internal,
                        THRICE,
                        "cannot be checked at the moment"));
    }

    /** OpenAI's SDK asks nothing without a key. */
    static Stream<Arguments> refusalsOfBoth() {
        return refusals().stream()
                .flatMap(refused -> Arrays.stream(SdkUnderTest.values())
                        .filter(sdk -> sdk != SdkUnderTest.OPENAI || refused.code() != ErrorCode.MISSING_KEY)
                        .map(sdk -> Arguments.of(refused.code() + ", " + sdk, sdk, refused)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusalsOfBoth")
    void aRefusalIsRaisedAsTheProvidersOwnException(String name, SdkUnderTest sdk, Refused refused) {
        long before = upstream.requestCount();
        Nap nap = new Nap();

        Throwable caught =
                catchThrowable(() -> sdk.ask(base(sdk, refused.path()), KeysOfTheTest.secret(refused.keyId()), nap));

        Raised raised = sdk.raised(caught);
        assertThat(raised.exception()).isEqualTo(refused.exception(sdk));
        assertTold(raised, refused.code(), refused.status(), refused.words());
        assertTries(nap, refused.code(), refused.tries());
        assertThat(upstream.requestCount()).isEqualTo(before);
    }

    private static String base(SdkUnderTest sdk, String path) {
        return url() + path.replace("{provider}", sdk.provider()) + sdk.basePath();
    }

    private static String url() {
        return "http://127.0.0.1:" + container.port();
    }

    private static void assertTold(Raised raised, ErrorCode code, int status, String words) {
        assertThat(raised.status()).isEqualTo(status);
        assertThat(raised.message()).contains(words);
        assertThat(raised.body()).asString().contains(words);
        assertThat(raised.code()).containsExactly(code.code());
    }

    private static void awaitRecords(int count) {
        awaitThat(() -> records.size() >= count);
    }

    private static void awaitThat(Callable<Boolean> condition) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    /** Each try has a record of its own, and each but the first comes after a nap. */
    private static void assertTries(Nap nap, ErrorCode code, int tries) {
        awaitRecords(tries);
        assertThat(records)
                .extracting(UsageRecord::error)
                .containsOnly(Optional.of(code))
                .hasSize(tries);
        assertThat(nap.taken()).hasSize(tries - 1);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatCannotBeHeldIsRaisedOnce(SdkUnderTest sdk) {
        Nap nap = new Nap();

        Throwable caught = catchThrowable(() ->
                sdk.ask(base(sdk, USUAL), KeysOfTheTest.secret("any-model"), "x".repeat(LONGEST_HELD_BODY + 1), nap));

        Raised raised = sdk.raised(caught);
        assertThat(raised.exception())
                .isEqualTo(
                        sdk == SdkUnderTest.ANTHROPIC ? "ContentTooLargeException" : "UnexpectedStatusCodeException");
        assertTold(raised, ErrorCode.REQUEST_TOO_LARGE, 413, "a body of " + LONGEST_HELD_BODY + " bytes");
        assertTries(nap, ErrorCode.REQUEST_TOO_LARGE, ONCE);
    }

    @ParameterizedTest
    @EnumSource
    void aRateLimitIsTriedAgainWhenTheGatewaySaysSo(SdkUnderTest sdk) {
        upstream.answerWith(sdk.answer().script());
        String key = KeysOfTheTest.secret("ten-a-minute-" + sdk.provider());
        for (int i = 0; i < 10; i++) {
            sdk.ask(base(sdk, USUAL), key, new Nap());
        }
        awaitRecords(10);
        records.clear();
        Nap nap = new Nap();

        Raised raised = sdk.raised(catchThrowable(() -> sdk.ask(base(sdk, USUAL), key, nap)));

        assertThat(raised.exception()).isEqualTo("RateLimitException");
        assertTold(raised, ErrorCode.RATE_LIMITED, 429, "may make 10 requests per minute");
        assertTries(nap, ErrorCode.RATE_LIMITED, THRICE);
        assertThat(nap.taken())
                .allSatisfy(time -> assertThat(time).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(7)));
    }

    @ParameterizedTest
    @EnumSource
    void tooManyAtATimeAreTriedAgainAfterASecond(SdkUnderTest sdk) {
        String end = "too many at a time, " + sdk;
        CompletableFuture<Object> running = occupyTheOnlyPlace(sdk, end);
        Nap nap = new Nap();

        Raised raised =
                sdk.raised(catchThrowable(() -> sdk.ask(base(sdk, USUAL), KeysOfTheTest.secret("one-at-a-time"), nap)));

        assertThat(raised.exception()).isEqualTo("RateLimitException");
        assertTold(raised, ErrorCode.TOO_MANY_PARALLEL, 429, "may run 1 requests at a time");
        assertTries(nap, ErrorCode.TOO_MANY_PARALLEL, THRICE);
        assertThat(nap.taken()).containsOnly(Duration.ofSeconds(1));
        upstream.gate(end).open();
        running.join();
    }

    @ParameterizedTest
    @EnumSource
    void aNextTryHelpsWhereAPlaceHasBecomeFree(SdkUnderTest sdk) {
        String end = "a place becomes free, " + sdk;
        CompletableFuture<Object> running = occupyTheOnlyPlace(sdk, end);
        Nap nap = new Nap(() -> {
            upstream.gate(end).open();
            running.join();
            awaitThat(() -> gateway.running() == 0);
        });

        Object answer = sdk.ask(base(sdk, USUAL), KeysOfTheTest.secret("one-at-a-time"), nap);

        assertThat(answer).isEqualTo(running.join());
        assertThat(nap.taken()).containsExactly(Duration.ofSeconds(1));
    }

    private static CompletableFuture<Object> occupyTheOnlyPlace(SdkUnderTest sdk, String end) {
        awaitThat(() -> gateway.running() == 0);
        upstream.enqueue(
                Script.begin().readBody().awaitGate(end).then(sdk.answer().script()));
        upstream.answerWith(sdk.answer().script());
        CompletableFuture<Object> running = CompletableFuture.supplyAsync(
                () -> sdk.ask(base(sdk, USUAL), KeysOfTheTest.secret("one-at-a-time"), new Nap()));
        upstream.gate(end).awaitArrived(SOON);
        return running;
    }

    @ParameterizedTest
    @EnumSource
    void aNextTryHelpsWhereTheConnectionBroke(SdkUnderTest sdk) {
        upstream.enqueue(Faults.closesInHead(), sdk.answer().script());
        Nap nap = new Nap();

        Object answer = sdk.ask(base(sdk, USUAL), KeysOfTheTest.secret("usual"), nap);

        assertThat(answer).asString().contains("Lima");
        assertThat(nap.taken()).hasSize(1);
        awaitRecords(2);
        assertThat(records)
                .extracting(UsageRecord::outcome)
                .containsExactlyInAnyOrder(Outcome.UPSTREAM_UNREACHABLE, Outcome.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource
    void aGatewayThatHasEndedIsRaisedAsAnInternalError(SdkUnderTest sdk) throws Exception {
        PassThrough ended = gateway();
        ended.close();
        try (Container still = Container.start(WebApplication.of(new PassThroughFilter(ended, false)))) {
            String base = "http://127.0.0.1:" + still.port() + "/" + sdk.provider() + sdk.basePath();
            Nap nap = new Nap();

            Raised raised = sdk.raised(catchThrowable(() -> sdk.ask(base, KeysOfTheTest.secret("usual"), nap)));

            assertThat(raised.exception()).isEqualTo("InternalServerException");
            assertTold(raised, ErrorCode.INTERNAL, 500, "The gateway is shutting down");
            assertThat(nap.taken()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
        }
    }

    /** Who refuses it, container or gateway, is not the same everywhere; that nothing is sent is. */
    @ParameterizedTest
    @EnumSource
    void aBaseUrlWithAnEmptySegmentIsRaisedAsABadRequest(SdkUnderTest sdk) {
        long before = upstream.requestCount();
        Nap nap = new Nap();

        Raised raised = sdk.raised(catchThrowable(
                () -> sdk.ask(url() + "/" + sdk.provider() + "//v1", KeysOfTheTest.secret("usual"), nap)));

        assertThat(raised.exception()).isEqualTo("BadRequestException");
        assertThat(nap.taken()).isEmpty();
        assertThat(upstream.requestCount()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void aStoreOfLimitsThatIsAwayIsTriedAgain(SdkUnderTest sdk) throws Exception {
        PassThrough.Builder cutOff = PassThrough.builder()
                .providers(ProviderRegistry.of(providers(sdk).toList()))
                .keys(new KeysOfTheTest())
                .limits(new StoreThatIsAway())
                .usage(records::add);
        try (PassThrough other = cutOff.build();
                Container with = Container.start(WebApplication.of(new PassThroughFilter(other, false)))) {
            String base = "http://127.0.0.1:" + with.port() + "/" + sdk.provider() + sdk.basePath();
            Nap nap = new Nap();

            Raised raised = sdk.raised(catchThrowable(() -> sdk.ask(base, KeysOfTheTest.secret("broke"), nap)));

            assertThat(raised.exception())
                    .isEqualTo(
                            sdk == SdkUnderTest.ANTHROPIC ? "ServiceUnavailableException" : "InternalServerException");
            assertTold(raised, ErrorCode.LIMITS_UNAVAILABLE, 503, "Limits cannot be checked at the moment");
            assertTries(nap, ErrorCode.LIMITS_UNAVAILABLE, THRICE);
        }
    }

    @Test
    void everyErrorThatAnSdkCanCauseIsHere() {
        Set<ErrorCode> here = EnumSet.of(
                ErrorCode.REQUEST_TOO_LARGE,
                ErrorCode.RATE_LIMITED,
                ErrorCode.TOO_MANY_PARALLEL,
                ErrorCode.LIMITS_UNAVAILABLE,
                ErrorCode.INTERNAL);
        refusals().forEach(refused -> here.add(refused.code()));

        assertThat(EnumSet.complementOf(EnumSet.copyOf(here))).isEqualTo(NOT_CAUSED_BY_SDKS);
    }

    /**
     * An error of the provider's.
     *
     * @param status the HTTP status
     * @param body as it is sent
     * @param lines of its head
     */
    record Failing(int status, String body, List<String> lines) {

        Script script() {
            return Answers.json(status, body, lines.toArray(String[]::new));
        }

        @Override
        public String toString() {
            return status + " " + lines;
        }
    }

    private static Failing failing(SdkUnderTest sdk, int status, String type, String... lines) {
        String body = sdk == SdkUnderTest.ANTHROPIC
                ? "{\"type\":\"error\", \"error\":{\"type\":\"%s\",\"message\":\"of the provider's \\u00e4\"},"
                        + "\"request_id\":\"req_1\" }"
                : "{\n  \"error\": {\n    \"message\": \"of the provider's \\u00e4\",\n    \"type\": \"%s\",\n"
                        + "    \"param\": null,\n    \"code\": null\n  }\n}";
        return new Failing(status, body.formatted(type), List.of(lines));
    }

    static Stream<Arguments> providersErrors() {
        return Arrays.stream(SdkUnderTest.values())
                .flatMap(sdk -> Stream.of(
                                failing(sdk, 400, "invalid_request_error"),
                                failing(sdk, 401, "authentication_error"),
                                failing(sdk, 403, "permission_error"),
                                failing(sdk, 404, "not_found_error"),
                                failing(sdk, 413, "request_too_large"),
                                failing(sdk, 429, "rate_limit_error", "retry-after: 7"),
                                failing(sdk, 429, "insufficient_quota", "x-should-retry: false"),
                                failing(sdk, 409, "conflict_error", "x-should-retry: true", "retry-after-ms: 30"),
                                failing(sdk, 500, "api_error"),
                                failing(sdk, 503, "api_error", "retry-after: 1"),
                                failing(sdk, 529, "overloaded_error"),
                                new Failing(502, "<html>Bad gateway</html>", List.of()))
                        .map(failing -> Arguments.of(sdk, failing)));
    }

    @ParameterizedTest
    @MethodSource("providersErrors")
    void anErrorOfTheProviderIsRaisedAsWithoutAGateway(SdkUnderTest sdk, Failing failing) {
        upstream.answerWith(failing.script());
        Nap napWithout = new Nap();
        Nap nap = new Nap();

        Raised without = sdk.raised(catchThrowable(() -> sdk.ask(upstream.url() + sdk.basePath(), SECRET, napWithout)));
        Raised raised = sdk.raised(catchThrowable(() -> sdk.ask(base(sdk, USUAL), KeysOfTheTest.secret("usual"), nap)));

        assertThat(raised).isEqualTo(without);
        assertThat(nap.taken()).hasSameSizeAs(napWithout.taken());
        if (failing.lines().stream().anyMatch(line -> line.startsWith("retry-after"))) {
            assertThat(nap.taken()).isEqualTo(napWithout.taken());
        }
        int tries = napWithout.taken().size() + 1;
        awaitRecords(tries);
        assertThat(records).extracting(UsageRecord::outcome).containsOnly(Outcome.COMPLETED);
    }

    @ParameterizedTest
    @MethodSource("providersErrors")
    void anErrorOfTheProviderPassesByteForByte(SdkUnderTest sdk, Failing failing) throws Exception {
        upstream.answerWith(failing.script());

        try (RawClient client = RawClient.connect(container.port())) {
            Answer answer = client.post(
                    "/" + sdk.provider() + "/v1/" + pathOf(sdk),
                    "{}".getBytes(UTF_8),
                    "Authorization: Bearer " + KeysOfTheTest.secret("usual"));

            assertThat(answer.status()).isEqualTo(failing.status());
            assertThat(answer.body().text()).isEqualTo(failing.body());
            assertThat(answer.head().first("x-dheera-error")).isEmpty();
            for (String line : failing.lines()) {
                String name = line.substring(0, line.indexOf(':'));
                assertThat(name + ": " + answer.head().first(name).orElse("none"))
                        .isEqualTo(line);
            }
        }
    }

    private static String pathOf(SdkUnderTest sdk) {
        return sdk == SdkUnderTest.ANTHROPIC ? "messages" : "chat/completions";
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                Arguments.of("closes between two events", Script.begin().close()),
                Arguments.of("resets between two events", Script.begin().reset()),
                Arguments.of(
                        "closes in an event",
                        Script.begin().send("40\r\ndata: {\"id").close()),
                Arguments.of("sends a chunk without a size", Script.begin().send("nonsense\r\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void aStreamThatBreaksOffIsRaisedToItsReader(String name, Script ending) {
        for (SdkUnderTest sdk : SdkUnderTest.values()) {
            assertBreaks(sdk, ending, sdk::stream);
            assertBreaks(sdk, ending, sdk::streamAsync);
        }
    }

    private static void assertBreaks(SdkUnderTest sdk, Script ending, Reading reading) {
        records.clear();
        String gate = "break " + UUID.randomUUID();
        List<String> events = sdk.events();
        upstream.enqueue(Answers.eventStreamHead()
                .sendChunk(events.get(0))
                .sendChunk(events.get(1))
                .awaitGate(gate)
                .then(ending));
        List<Object> read = new ArrayList<>();

        Throwable caught = catchThrowable(() -> reading.read(base(sdk, USUAL), KeysOfTheTest.secret("usual"), event -> {
            read.add(event);
            if (read.size() == 2) {
                upstream.gate(gate).open();
            }
        }));

        assertThat(read).hasSize(2);
        assertThat(caught instanceof CompletionException ? caught.getCause() : caught)
                .extracting(it -> it.getClass().getSimpleName())
                .asString()
                .endsWith("IoException");
        awaitRecords(1);
        assertThat(records).extracting(UsageRecord::outcome).containsExactly(Outcome.UPSTREAM_ABORTED);
    }

    /** Reads a stream by one of the clients. */
    private interface Reading {
        void read(String baseUrl, String key, Consumer<Object> event);
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatBreaksOffIsNotTakenForWhole(SdkUnderTest sdk) {
        upstream.enqueue(FramingFaults.contentLengthTooLong("{\"id\":\"msg_1\",\"cont", 100));

        Throwable caught = catchThrowable(() -> sdk.ask(base(sdk, USUAL), KeysOfTheTest.secret("usual"), new Nap()));

        assertThat(caught).hasRootCauseInstanceOf(IOException.class);
        awaitRecords(1);
        assertThat(records).extracting(UsageRecord::outcome).containsExactly(Outcome.UPSTREAM_ABORTED);
    }
}
