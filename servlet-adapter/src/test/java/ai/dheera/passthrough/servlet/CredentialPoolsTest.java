/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.BodyKind;
import ai.dheera.passthrough.fixtures.GeneratedBody;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two credentials before one provider, which refuses or throttles some of them. */
@Tag("container")
class CredentialPoolsTest {

    private static final String CALL = "/anthropic/v1/messages";
    private static final String FILES = "/anthropic/v1/files";

    /** What the provider answers to a secret; 200 unless said otherwise. */
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();

    private final Set<String> used = ConcurrentHashMap.newKeySet();

    private volatile Provider provider;
    private ScriptedUpstream upstream;
    private MountedGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
        upstream.answerWith(this::answer);
        provider = pool("a", "b");
        gateway = MountedGateway.of(
                MountedGateway.builder(upstream.url(), Timeouts.DEFAULT).providers(name -> Optional.of(provider)));
    }

    private Provider pool(String... ids) {
        Credential[] credentials = Arrays.stream(ids)
                .map(id -> Credential.apiKey(id, "secret-" + id))
                .toArray(Credential[]::new);
        return ProviderRegistry.builtIn("anthropic", upstream.url(), credentials);
    }

    private Script answer(ReceivedRequest request) {
        used.add(secret(request));
        int status = statuses.getOrDefault(secret(request), 200);
        String body = "{\"status\":" + status + "}";
        return status == 429 ? Answers.json(status, body, "Retry-After: 30") : Answers.json(status, body);
    }

    private static String secret(ReceivedRequest request) {
        return request.header("x-api-key").orElseThrow();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.awaitNothingHeld();
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429})
    void anExchangeMovesToTheOtherCredentialAndTheRefusedOneRests(int status) throws Exception {
        statuses.put("secret-a", status);
        for (int i = 0; i < 20; i++) {
            UsageRecord record = call(200);
            assertThat(record.credentialId()).contains("b");
            assertThat(record.outcome()).isEqualTo(Outcome.COMPLETED);
        }
        assertThat(asked("secret-a")).isLessThanOrEqualTo(1);
    }

    @Test
    void theRecordTellsHowOftenItWasSent() throws Exception {
        statuses.put("secret-a", 429);
        int attempts = 0;
        for (int i = 0; i < 20; i++) {
            attempts += call(200).attempts();
        }
        assertThat(attempts).isEqualTo((int) upstream.requestCount());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 500, 65_536, 65_537, 300_000, 1_048_576})
    void theWholeBodyIsSentAgain(int size) throws Exception {
        statuses.put("secret-a", 401);
        GeneratedBody body = GeneratedBody.of(BodyKind.BINARY, size, size);
        while (asked("secret-a") == 0) {
            assertThat(post(CALL, body.bytes()).status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).hasSizeGreaterThanOrEqualTo(2).allSatisfy(request -> {
            assertThat(request.bodyLength()).isEqualTo(size);
            assertThat(request.bodySha256()).isEqualTo(body.sha256());
        });
    }

    @Test
    void aBodyThatIsNoLongerAtHandIsNotSentAgain() throws Exception {
        statuses.put("secret-a", 429);
        statuses.put("secret-b", 429);
        Answer answer = post(CALL, new byte[1_048_577]);

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.head().first("retry-after")).contains("30");
        assertThat(gateway.takeRecord().attempts()).isEqualTo(1);
    }

    @Test
    void theProvidersAnswerIsTheClientsWhereNoCredentialIsLeft() throws Exception {
        statuses.put("secret-a", 429);
        statuses.put("secret-b", 429);
        assertThat(call(429).attempts()).isEqualTo(2);
        assertThat(call(429).attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 500, 529})
    void anyOtherAnswerIsTheClients(int status) throws Exception {
        statuses.put("secret-a", status);
        statuses.put("secret-b", status);
        assertThat(call(status).attempts()).isEqualTo(1);
    }

    @Test
    void objectsOfACredentialAreSoughtWithThatCredential() throws Exception {
        Set<String> used = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            try (RawClient client = gateway.client()) {
                assertThat(client.get(FILES, auth()).status()).isEqualTo(200);
            }
            used.add(gateway.takeRecord().credentialId().orElseThrow());
        }
        assertThat(used).hasSize(1);

        statuses.put("secret-" + used.iterator().next(), 429);
        try (RawClient client = gateway.client()) {
            assertThat(client.get(FILES, auth()).status()).isEqualTo(429);
        }
        assertThat(gateway.takeRecord().attempts()).isEqualTo(1);
    }

    /** One credential is throttled, one revoked, one forbidden, and at last all of them are taken away. */
    @Test
    void noRequestIsLostUnderLoadThatAnotherCredentialCouldServe() throws Exception {
        provider = pool("a", "b", "c", "d");
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Future<Map<Integer, Long>>> all = IntStream.range(0, 8)
                    .mapToObj(i -> clients.submit(() -> callOften(150)))
                    .toList();
            afterSomeMore(() -> statuses.put("secret-b", 429));
            afterSomeMore(() -> statuses.put("secret-c", 401));
            afterSomeMore(() -> statuses.put("secret-d", 403));
            afterSomeMore(() -> provider = pool("e"));
            Map<Integer, Long> counts = new HashMap<>();
            for (Future<Map<Integer, Long>> one : all) {
                one.get().forEach((status, count) -> counts.merge(status, count, Long::sum));
            }
            assertThat(counts).isEqualTo(Map.of(200, 1_200L));
            assertThat(used).contains("secret-b", "secret-c", "secret-d", "secret-e");
        } finally {
            clients.shutdownNow();
        }
    }

    private void afterSomeMore(Runnable change) {
        long before = upstream.requestCount();
        await().until(() -> upstream.requestCount() > before + 100);
        change.run();
    }

    private Map<Integer, Long> callOften(int times) throws Exception {
        List<Integer> answers = new ArrayList<>();
        try (RawClient client = gateway.client()) {
            for (int i = 0; i < times; i++) {
                answers.add(client.post(CALL, new byte[2_000], auth()).status());
            }
        }
        return answers.stream().collect(Collectors.groupingBy(status -> status, Collectors.counting()));
    }

    private UsageRecord call(int status) throws Exception {
        assertThat(post(CALL, "{\"model\":\"m\"}".getBytes(UTF_8)).status()).isEqualTo(status);
        return gateway.takeRecord();
    }

    private Answer post(String path, byte[] body) throws Exception {
        try (RawClient client = gateway.client()) {
            return client.post(path, body, auth());
        }
    }

    private long asked(String secret) {
        return upstream.requests().stream()
                .filter(request -> secret(request).equals(secret))
                .count();
    }
}
