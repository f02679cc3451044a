/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static ai.dheera.passthrough.servlet.MountedGateway.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Access;
import ai.dheera.passthrough.VirtualKey.Limits;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.DeadPort;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.OfficialSdk.Told;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the users of the other providers' SDKs catch: for the gateway's own answers the exception that the provider would
 * cause, with our words in it where it tells any; and for the provider's errors what they cause without a gateway.
 *
 * <p>All questions are asked at once, and the tests look at what became of them, since some SDKs wait for seconds between
 * their tries. So nothing is told by order: each SDK has providers of its own, and the stand-in answers by the path.
 */
class OfficialSdkErrorsTest {

    private static final int[] STATUSES = {401, 403, 404, 429, 500};

    private static final Map<Case, CompletableFuture<Throwable>> CAUGHT = new LinkedHashMap<>();
    private static final Queue<UsageRecord> RECORDS = new ConcurrentLinkedQueue<>();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    private static ScriptedUpstream upstream;
    private static DeadPort refusing;
    private static Container container;

    /**
     * A question that is to fail.
     *
     * @param sdk the name of the SDK
     * @param name what is the matter
     */
    record Case(String sdk, String name) {}

    /**
     * An answer of the gateway's own.
     *
     * @param code the error
     * @param status its HTTP status
     * @param provider what the name of its provider ends with
     * @param path what stands behind the provider's name
     * @param keyId whose key to ask with
     * @param words a part of our message
     */
    record Refused(ErrorCode code, int status, String provider, String path, String keyId, String words) {

        Case of(OfficialSdk<?> sdk) {
            return new Case(sdk.toString(), code.code());
        }
    }

    private static final List<Refused> REFUSALS = List.of(
            new Refused(ErrorCode.INVALID_KEY, 401, "", "", "nobody's", "not one that this gateway"),
            new Refused(ErrorCode.PROVIDER_NOT_ALLOWED, 403, "", "", "other-provider", "not use provider"),
            new Refused(ErrorCode.UNKNOWN_ROUTE, 404, "", "/v7", "usual", "has no endpoint"),
            new Refused(ErrorCode.RATE_LIMITED, 429, "", "", "one-a-minute", "may make 1 requests per minute"),
            new Refused(ErrorCode.BUDGET_EXCEEDED, 429, "", "", "broke", SpentBudget.TOLD),
            new Refused(ErrorCode.UPSTREAM_UNREACHABLE, 500, "-refusing", "", "usual", "could not be reached"));

    @BeforeAll
    static void askEverything() throws Exception {
        upstream = ScriptedUpstream.start();
        upstream.answerWith(OfficialSdkErrorsTest::script);
        refusing = DeadPort.refusing();
        PassThrough gateway = PassThrough.builder()
                .providers(ProviderRegistry.of(OfficialSdk.all().stream()
                        .flatMap(OfficialSdkErrorsTest::providers)
                        .toList()))
                .keys(keys())
                .limits(SpentBudget.store())
                .usage(RECORDS::add)
                .shutdownGrace(() -> Duration.ZERO)
                .build();
        container = Container.start(WebApplication.of(new PassThroughFilter(gateway, false)));
        for (OfficialSdk<?> sdk : OfficialSdk.all()) {
            askAll(sdk);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        THREADS.shutdownNow();
        CAUGHT.clear();
        RECORDS.clear();
        container.close();
        refusing.close();
        upstream.close();
    }

    private static Stream<Provider> providers(OfficialSdk<?> sdk) {
        Stream<Provider> usual = Stream.of(
                provider(sdk, "", upstream.url() + "/" + sdk),
                provider(sdk, "-refusing", refusing.url().toString()));
        Stream<Provider> failing = IntStream.of(STATUSES)
                .mapToObj(status -> provider(sdk, "-" + status, upstream.url() + "/" + sdk + "/" + status));
        return Stream.concat(usual, failing);
    }

    private static Provider provider(OfficialSdk<?> sdk, String ending, String base) {
        return ProviderRegistry.builtIn(sdk.provider(), URI.create(base), sdk.credential()).toBuilder()
                .name(sdk + ending)
                .build();
    }

    private static KeyStore keys() {
        Stream<VirtualKey.Builder> limited = OfficialSdk.all().stream()
                .map(sdk -> VirtualKey.withId("one-a-minute-" + sdk).limits(new Limits(1, 0, 0, List.of())));
        Stream<VirtualKey.Builder> others = Stream.of(
                VirtualKey.withId("usual"),
                SpentBudget.KEY.toBuilder(),
                VirtualKey.withId("other-provider")
                        .access(new Access(List.of("other"), List.of(), List.of(), List.of())));
        return KeyStore.inMemory(Stream.concat(limited, others)
                .map(VirtualKey.Builder::build)
                .collect(Collectors.toMap(key -> PresentedKey.sha256(secret(key.id())), Function.identity())));
    }

    private static String secret(String keyId) {
        return "sk-dheera-of-the-key-" + keyId;
    }

    /** The base URL begins with the name of the SDK, and with the status of the error that is wanted, if one is. */
    private static Script script(ReceivedRequest request) {
        String[] path = request.target().split("/");
        OfficialSdk<?> sdk = OfficialSdk.all().stream()
                .filter(each -> each.toString().equals(path[1]))
                .findFirst()
                .orElseThrow();
        return path[2].matches("[45][0-9][0-9]")
                ? Answers.json(Integer.parseInt(path[2]), sdk.error(Integer.parseInt(path[2])))
                : sdk.calls().get(0).steps().get(0).answer().script();
    }

    private static <C> void askAll(OfficialSdk<C> sdk) throws Exception {
        for (Refused refused : refusals(sdk)) {
            boolean limited = refused.code() == ErrorCode.RATE_LIMITED;
            String key = secret(limited ? refused.keyId() + "-" + sdk : refused.keyId());
            C client = sdk.hastyClient(url() + sdk + refused.provider() + refused.path() + sdk.basePath(), key);
            if (limited) {
                sdk.calls().get(0).question().ask(client);
            }
            ask(sdk, refused.of(sdk), client);
        }
        for (int status : STATUSES) {
            ask(sdk, new Case(sdk.toString(), "direct-" + status), direct(sdk, status));
            ask(sdk, new Case(sdk.toString(), "provider-" + status), throughGateway(sdk, status));
        }
    }

    private static <C> C direct(OfficialSdk<C> sdk, int status) {
        return sdk.hastyClient(upstream.url() + "/" + sdk + "/" + status + sdk.basePath(), SECRET);
    }

    private static <C> C throughGateway(OfficialSdk<C> sdk, int status) {
        return sdk.hastyClient(url() + sdk + "-" + status + sdk.basePath(), secret("usual"));
    }

    private static String url() {
        return "http://127.0.0.1:" + container.port() + "/";
    }

    private static <C> void ask(OfficialSdk<C> sdk, Case asked, C client) {
        CAUGHT.put(
                asked,
                CompletableFuture.supplyAsync(
                        () -> catchThrowable(() -> sdk.calls().get(0).question().ask(client)), THREADS));
    }

    private static Told caught(OfficialSdk<?> sdk, String name) {
        Throwable caught = CAUGHT.get(new Case(sdk.toString(), name)).join();
        assertThat(caught).as("what is caught").isNotNull();
        return sdk.told(caught instanceof CompletionException ? caught.getCause() : caught);
    }

    /** Langfuse charges for nothing, so that no budget stands in its way. */
    private static List<Refused> refusals(OfficialSdk<?> sdk) {
        return REFUSALS.stream()
                .filter(refused -> refused.code() != ErrorCode.BUDGET_EXCEEDED || !(sdk instanceof SdkOfLangfuse))
                .toList();
    }

    static Stream<Arguments> refusals() {
        return OfficialSdk.all().stream()
                .flatMap(sdk -> refusals(sdk).stream().map(refused -> Arguments.of(sdk, refused.code(), refused)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("refusals")
    void aRefusalIsRaisedAsTheProvidersOwnException(OfficialSdk<?> sdk, ErrorCode code, Refused refused) {
        Told told = caught(sdk, code.code());

        assertThat(told.exception()).isEqualTo(sdk.exception(refused.status()));
        assertThat(told.status()).isEqualTo(refused.status());
        if (sdk.tellsOf(refused.status())) {
            assertThat(told.text()).contains(refused.words());
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(RECORDS).anySatisfy(record -> {
                    assertThat(record.provider()).contains(sdk + refused.provider());
                    assertThat(record.error()).isEqualTo(Optional.of(code));
                }));
    }

    static List<OfficialSdk<?>> sdks() {
        return OfficialSdk.all();
    }

    @ParameterizedTest
    @MethodSource("sdks")
    void nothingThatIsRefusedReachesTheProvider(OfficialSdk<?> sdk) {
        refusals(sdk).forEach(refused -> CAUGHT.get(refused.of(sdk)).join());

        List<String> reached = new ArrayList<>();
        upstream.requests().stream()
                .map(ReceivedRequest::target)
                .filter(target -> target.startsWith("/" + sdk + "/"))
                .filter(target -> !target.matches("/[a-z0-9-]+/[45][0-9][0-9]/.*"))
                .forEach(reached::add);
        assertThat(reached).as("the one that the rate limit allows").hasSize(1);
    }

    static Stream<Arguments> providersErrors() {
        return OfficialSdk.all().stream()
                .flatMap(sdk -> IntStream.of(STATUSES).mapToObj(status -> Arguments.of(sdk, status)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("providersErrors")
    void anErrorOfTheProviderIsRaisedAsWithoutAGateway(OfficialSdk<?> sdk, int status) {
        Told told = caught(sdk, "provider-" + status);

        assertThat(told).isEqualTo(caught(sdk, "direct-" + status));
        assertThat(told.exception()).isEqualTo(sdk.exception(status));
        assertThat(told.status()).isEqualTo(status);
    }
}
