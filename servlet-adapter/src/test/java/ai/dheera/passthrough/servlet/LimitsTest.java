/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.RateLimit;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import ai.dheera.passthrough.VirtualKey.Limits.Unpriced;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.HttpHead;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.limits.BudgetBook.Standing;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Budgets and rate limits, from the bytes that a client sends to those that it gets. */
@Tag("container")
class LimitsTest {

    private static final String CHAT = "/openai/v1/chat/completions";
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    /** Costs 0.00021 USD: 1000 * 0.15 + 100 * 0.60, each per million. */
    private static final String ANSWER = "{\"model\":\"gpt-4o-mini\",\"choices\":[],\"usage\":"
            + "{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100}}";

    private static final BigDecimal COST = new BigDecimal("0.00021");

    private final Map<String, VirtualKey> keys = new HashMap<>();
    private ScriptedUpstream upstream;
    private MountedGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
        upstream.answerWith(Answers.json(ANSWER));
        PassThrough.Builder builder = MountedGateway.builder(upstream.url(), Timeouts.DEFAULT)
                .keys(new KeyStore() {
                    @Override
                    public Optional<VirtualKey> find(PresentedKey presented) {
                        return Optional.ofNullable(keys.get(presented.text()));
                    }

                    @Override
                    public boolean blocking() {
                        return false;
                    }
                })
                .clock(Clock.fixed(NOON, ZoneOffset.UTC));
        gateway = MountedGateway.of(builder);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private VirtualKey key(String id, Limits limits) {
        VirtualKey key = VirtualKey.withId(id)
                .owner("alice")
                .team("red")
                .tags(Map.of("app", "chat"))
                .limits(limits)
                .build();
        keys.put("sk-" + id, key);
        return key;
    }

    private static Limits budgets(Budget... budgets) {
        return new Limits(List.of(), List.of(budgets));
    }

    private static Budget perDay(String usd, Scope scope) {
        return new Budget(new BigDecimal(usd), Calendar.DAY, ZoneOffset.UTC, scope);
    }

    private static byte[] prompt(String model, int maxTokens) {
        return ("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":"
                        + maxTokens + "}")
                .getBytes(UTF_8);
    }

    private Answer ask(String id) throws Exception {
        return ask(id, CHAT, prompt("gpt-4o-mini", 100));
    }

    private Answer ask(String id, String path, byte[] body) throws Exception {
        try (RawClient client = gateway.client()) {
            return client.post(path, body, "Authorization: Bearer sk-" + id, "Content-Type: application/json");
        }
    }

    private UsageRecord settled(String id) throws Exception {
        assertThat(ask(id).status()).isEqualTo(200);
        return gateway.takeRecord();
    }

    private Standing standing(VirtualKey key) {
        return gateway.gateway.budgets().of(key).toCompletableFuture().join().get(0);
    }

    private static void assertRefused(Answer answer, ErrorCode code, String words) {
        assertThat(answer.status()).isEqualTo(code.status());
        assertThat(answer.head().first("x-dheera-error")).contains(code.code());
        assertThat(answer.body().text()).contains(words);
    }

    @Test
    void aBudgetIsRefusedWhenItIsSpentAndSaysWhenItOpensAgain() throws Exception {
        key("k", budgets(perDay("0.0004", Scope.KEY)));
        settled("k");
        settled("k");
        Answer refused = ask("k");
        assertRefused(
                refused,
                ErrorCode.BUDGET_EXCEEDED,
                "The budget of key 'k' of 0.0004 USD per day is spent; it opens again at 2026-11-23T00:00:00Z.");
        assertThat(refused.head().first("Retry-After")).contains("43200");
        assertThat(refused.head().first("x-should-retry")).contains("false");
        UsageRecord record = gateway.takeRecord();
        assertThat(record.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(record.error()).contains(ErrorCode.BUDGET_EXCEEDED);
        assertThat(upstream.requestCount()).isEqualTo(2);
    }

    @Test
    void whatIsReservedIsSettledToTheTrueCost() throws Exception {
        VirtualKey key = key("k", budgets(perDay("1", Scope.KEY)));
        settled("k");
        assertThat(standing(key).spentUsd()).isEqualByComparingTo(COST);
        assertThat(standing(key).reservedUsd()).isZero();
        assertThat(standing(key).ends()).contains(Instant.parse("2026-11-23T00:00:00Z"));
    }

    @Test
    void answersTellWhatIsLeft() throws Exception {
        key("k", new Limits(10, 5_000, 0, List.of(perDay("1", Scope.KEY), perDay("0.01", Scope.TEAM))));
        HttpHead head = ask("k").head();
        // 100 tokens out, and 24 in of a body of 96 bytes, are reserved
        assertThat(new BigDecimal(head.first("x-dheera-budget-remaining-usd").orElseThrow()))
                .isBetween(new BigDecimal("0.00993"), new BigDecimal("0.00994"));
        assertThat(head.first("x-dheera-ratelimit-remaining-requests")).contains("9");
        assertThat(head.first("x-dheera-ratelimit-remaining-tokens")).contains("5000");
        gateway.takeRecord();
        head = ask("k").head();
        assertThat(new BigDecimal(head.first("x-dheera-budget-remaining-usd").orElseThrow()))
                .isBetween(new BigDecimal("0.00972"), new BigDecimal("0.00973"));
        assertThat(head.first("x-dheera-ratelimit-remaining-requests")).contains("8");
        assertThat(Integer.parseInt(
                        head.first("x-dheera-ratelimit-remaining-tokens").orElseThrow()))
                .isBetween(3_900, 4_900);
    }

    @Test
    void streamsTellWhatIsLeft() throws Exception {
        key("k", budgets(perDay("1", Scope.KEY)));
        upstream.answerWith(Answers.events(Duration.ofMillis(1), ANSWER, "[DONE]"));
        HttpHead head = ask("k").head();
        assertThat(head.first("x-dheera-budget-remaining-usd")).isPresent();
    }

    @Test
    void keysWithoutLimitsAreToldNothing() throws Exception {
        key("k", Limits.NONE);
        HttpHead head = ask("k").head();
        assertThat(head.first("x-dheera-budget-remaining-usd")).isEmpty();
        assertThat(head.first("x-dheera-ratelimit-remaining-requests")).isEmpty();
    }

    @Test
    void keysOfATeamShareItsBudget() throws Exception {
        key("a", budgets(perDay("0.0003", Scope.TEAM)));
        key("b", budgets(perDay("0.0003", Scope.TEAM)));
        settled("a");
        settled("b");
        assertRefused(ask("a"), ErrorCode.BUDGET_EXCEEDED, "The budget of team 'red' of 0.0003 USD per day");
        assertRefused(ask("b"), ErrorCode.BUDGET_EXCEEDED, "The budget of team 'red' of 0.0003 USD per day");
    }

    @Test
    void aBudgetOfATagIsSharedByThatTag() throws Exception {
        key("a", budgets(perDay("0.0001", new Scope("tag:app"))));
        settled("a");
        assertRefused(ask("a"), ErrorCode.BUDGET_EXCEEDED, "The budget of tag app 'chat' of");
    }

    @Test
    void aBudgetForModelsIsForThoseAlone() throws Exception {
        key(
                "k",
                budgets(new Budget(
                        new BigDecimal("0.0001"),
                        Calendar.TOTAL,
                        ZoneOffset.UTC,
                        Scope.KEY,
                        List.of("openai"),
                        List.of("gpt-4o*"))));
        settled("k");
        Answer refused = ask("k");
        assertRefused(
                refused,
                ErrorCode.BUDGET_EXCEEDED,
                "of 0.0001 USD in total for providers openai for models gpt-4o* is spent.");
        assertThat(refused.head().first("Retry-After")).isEmpty();
        assertThat(ask("k", CHAT, prompt("gpt-5-nano", 10)).status()).isEqualTo(200);
        assertThat(ask("k", "/anthropic/v1/messages", prompt("gpt-4o", 10)).status())
                .isEqualTo(200);
    }

    @Test
    void whatCostsNothingIsNotHeldUpByASpentBudget() throws Exception {
        key("k", budgets(perDay("0.0001", Scope.KEY)));
        settled("k");
        try (RawClient client = gateway.client()) {
            assertThat(client.get("/openai/v1/models", "Authorization: Bearer sk-k")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aReservationCountsAsLongAsItsExchangeRuns() throws Exception {
        VirtualKey key = key("k", budgets(perDay("0.01", Scope.KEY)));
        upstream.answerWith(Answers.eventStreamHead()
                .sendChunk("data: {}\n\n")
                .awaitGate("end")
                .sendLastChunk());
        try (RawClient client = gateway.client()) {
            client.sendRequest(
                    "POST",
                    CHAT,
                    prompt("gpt-4o-mini", 20_000), // 0.012 USD
                    "Authorization: Bearer sk-k",
                    "Content-Type: application/json");
            client.readHead();
            assertThat(standing(key).reservedUsd()).isGreaterThan(new BigDecimal("0.012"));
            assertThat(standing(key).spentUsd()).isZero();
            assertRefused(ask("k"), ErrorCode.BUDGET_EXCEEDED, "opens again");
        }
        upstream.gate("end").open();
        await().atMost(MountedGateway.SOON)
                .until(() -> standing(key).reservedUsd().signum() == 0);
    }

    @Test
    void failuresGiveBackWhatIsReserved() throws Exception {
        VirtualKey key = key("k", new Limits(0, 0, 1, List.of(perDay("0.01", Scope.KEY))));
        upstream.answerWith(Answers.json(500, "{\"error\":{\"message\":\"broken\"}}"));
        assertThat(ask("k").status()).isEqualTo(500);
        gateway.takeRecord();
        upstream.answerWith(Script.begin().close());
        assertThat(ask("k").status()).isEqualTo(500);
        gateway.takeRecord();
        upstream.answerWith(Answers.endlessEvents(Duration.ofMillis(5)));
        try (RawClient client = gateway.client()) {
            client.sendRequest("POST", CHAT, prompt("gpt-4o-mini", 10), "Authorization: Bearer sk-k");
            client.readHead();
        }
        gateway.takeRecord();
        assertThat(standing(key).reservedUsd()).isZero();
        upstream.answerWith(Answers.json(ANSWER));
        assertThat(ask("k").status()).isEqualTo(200);
    }

    @Test
    void tokensAreChargedAfterTheAnswerAndMayBecomeADebt() throws Exception {
        key("k", new Limits(0, 600, 0, List.of()));
        settled("k"); // 1,100 tokens, of which 500 are owed; 10 flow in each second
        Answer refused = ask("k");
        assertRefused(refused, ErrorCode.RATE_LIMITED, "The key 'k' may use 600 tokens per minute.");
        assertThat(Integer.parseInt(refused.head().first("Retry-After").orElseThrow()))
                .isBetween(48, 51);
        assertThat(refused.head().first("x-should-retry")).isEmpty();
    }

    @Test
    void ownersAndTeamsShareRates() throws Exception {
        Limits shared = new Limits(List.of(new RateLimit(Scope.OWNER, 2, 0, 0)), List.of());
        key("a", shared);
        key("b", shared);
        settled("a");
        settled("b");
        Answer refused = ask("a");
        assertRefused(refused, ErrorCode.RATE_LIMITED, "The owner 'alice' may make 2 requests per minute.");
        assertThat(refused.head().first("Retry-After")).contains("30");
    }

    @Test
    void onlySoManyRunAtATime() throws Exception {
        key("k", new Limits(0, 0, 2, List.of()));
        upstream.answerWith(Answers.eventStreamHead()
                .sendChunk("data: {}\n\n")
                .awaitGate("end")
                .sendLastChunk());
        List<RawClient> running = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            RawClient client = gateway.client();
            running.add(client);
            client.sendRequest("POST", CHAT, prompt("gpt-4o-mini", 10), "Authorization: Bearer sk-k");
            client.readHead();
        }
        assertRefused(ask("k"), ErrorCode.TOO_MANY_PARALLEL, "The key 'k' may run 2 requests at a time.");
        upstream.gate("end").open();
        for (RawClient client : running) {
            client.readBody();
            client.close();
        }
        upstream.answerWith(Answers.json(ANSWER));
        await().atMost(MountedGateway.SOON).until(() -> gateway.gateway.running() == 0);
        assertThat(ask("k").status()).isEqualTo(200);
    }

    @Test
    void modelsWithoutAPriceAreRefusedUnderABudgetWhereThatIsWanted() throws Exception {
        key("open", budgets(perDay("1", Scope.KEY)));
        key("closed", new Limits(List.of(), List.of(perDay("1", Scope.KEY)), Unpriced.REFUSED, Optional.empty()));
        byte[] unknown = prompt("gpt-of-tomorrow", 10);
        assertThat(ask("open", CHAT, unknown).status()).isEqualTo(200);
        assertRefused(
                ask("closed", CHAT, unknown),
                ErrorCode.MODEL_NOT_ALLOWED,
                "The key 'closed' has a budget, and model 'gpt-of-tomorrow' has no known price.");
        assertThat(ask("closed").status()).isEqualTo(200);
    }
}
