/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SOON;
import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.BillingLedger;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageRecord.Pricing;
import ai.dheera.passthrough.UsageRecord.UsageSource;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What exchanges come to, from the bytes that a client sends to the record. */
@Tag("container")
class UsageTest {

    private static final String CHAT = "/openai/v1/chat/completions";
    private static final String RESPONSES = "/openai/v1/responses";
    private static final String MESSAGES = "/anthropic/v1/messages";
    private static final byte[] PROMPT =
            "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me all about the sea.\"}]}"
                    .getBytes(UTF_8);
    private static final byte[] STREAM =
            "{\"model\":\"gpt-4o-mini\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"The sea?\"}]}"
                    .getBytes(UTF_8);
    private static final String CHUNK =
            "{\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"The sea is wide. \"}}]}";
    private static final String USAGE_CHUNK = "{\"model\":\"gpt-4o-mini\",\"choices\":[],\"usage\":"
            + "{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100}}";

    private ScriptedUpstream upstream;
    private MountedGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
        gateway = MountedGateway.over(upstream.url());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private UsageRecord recordOf(String path, byte[] body) throws Exception {
        try (RawClient client = gateway.client()) {
            client.post(path, body, auth(), "Content-Type: application/json");
        }
        return gateway.takeRecord();
    }

    private static String chat(int input, int output) {
        return "{\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[],\"usage\":{\"prompt_tokens\":" + input
                + ",\"completion_tokens\":" + output + ",\"total_tokens\":" + (input + output) + "}}";
    }

    private static void assertUnits(UsageRecord record, long input, long output) {
        assertThat(record.usage().get("input_tokens")).isEqualByComparingTo(BigDecimal.valueOf(input));
        assertThat(record.usage().get("output_tokens")).isEqualByComparingTo(BigDecimal.valueOf(output));
    }

    @Test
    void pricesWhatTheProviderReports() throws Exception {
        upstream.answerWith(Answers.json(chat(1_000, 100)));
        UsageRecord record = recordOf(CHAT, PROMPT);
        assertUnits(record, 1_000, 100);
        assertThat(record.usageSource()).isEqualTo(UsageSource.REPORTED);
        assertThat(record.pricing()).isEqualTo(Pricing.PRICED);
        assertThat(record.costUsd()).contains(new BigDecimal("0.00021")); // 1000 * 0.15 + 100 * 0.60, each per million
        assertThat(record.model()).contains("gpt-4o-mini");
        assertThat(record.servedModel()).contains("gpt-4o-mini-2024-07-18");
    }

    @Test
    void pricesAStreamByItsLastChunk() throws Exception {
        upstream.answerWith(Answers.events(Duration.ofMillis(1), CHUNK, CHUNK, USAGE_CHUNK, "[DONE]"));
        UsageRecord record = recordOf(CHAT, STREAM);
        assertUnits(record, 1_000, 100);
        assertThat(record.usageSource()).isEqualTo(UsageSource.REPORTED);
        assertThat(record.costUsd()).contains(new BigDecimal("0.00021"));
    }

    @Test
    void estimatesAStreamThatTellsNothing() throws Exception {
        String[] chunks = new String[41];
        Arrays.fill(chunks, CHUNK);
        chunks[40] = "[DONE]";
        upstream.answerWith(Answers.events(Duration.ZERO, chunks));
        UsageRecord record = recordOf(CHAT, STREAM);
        assertThat(record.usageSource()).isEqualTo(UsageSource.ESTIMATED);
        assertThat(record.pricing()).isEqualTo(Pricing.PRICED);
        assertThat(record.usage().get("input_tokens")).isBetween(BigDecimal.ONE, BigDecimal.valueOf(20));
        assertThat(record.usage().get("output_tokens")).isBetween(BigDecimal.valueOf(150), BigDecimal.valueOf(250));
    }

    @Test
    void estimatesWhatAClientLeftOfAnAnswer() throws Exception {
        upstream.answerWith(Answers.eventStreamHead()
                .sendChunkEvery(
                        Duration.ofMillis(5), Long.MAX_VALUE, i -> ("data: " + CHUNK + "\n\n").getBytes(UTF_8)));
        try (RawClient client = gateway.client()) {
            client.sendRequest("POST", CHAT, STREAM, auth(), "Content-Type: application/json");
            client.readHead();
            client.body().next();
            client.body().next();
        }
        UsageRecord record = gateway.takeRecord();
        assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
        assertThat(record.usageSource()).isEqualTo(UsageSource.ESTIMATED);
        assertThat(record.usage().get("output_tokens").signum()).isPositive();
        assertThat(record.costUsd().orElseThrow().signum()).isPositive();
    }

    @Test
    void billsTheReportedInputAndTheEstimatedOutputOfAStreamThatBrokeOff() throws Exception {
        String start = "{\"type\":\"message_start\",\"message\":{\"model\":\"claude-sonnet-4-5\",\"usage\":"
                + "{\"input_tokens\":700,\"cache_read_input_tokens\":300,\"output_tokens\":1}}}";
        String delta = "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
                + "\"The sea is wide and deep and old. \"}}";
        Script script = Answers.eventStreamHead().sendChunk("data: " + start + "\n\n");
        for (int i = 0; i < 10; i++) {
            script = script.sendChunk("data: " + delta + "\n\n");
        }
        upstream.answerWith(script.close());
        UsageRecord record;
        try (RawClient client = gateway.client()) {
            client.sendRequest("POST", MESSAGES, STREAM, auth(), "Content-Type: application/json");
            client.readHead();
            record = gateway.takeRecord();
        }
        assertThat(record.outcome()).isEqualTo(Outcome.UPSTREAM_ABORTED);
        assertThat(record.usageSource()).isEqualTo(UsageSource.ESTIMATED);
        assertThat(record.usage().get("input_tokens")).isEqualByComparingTo("1000");
        assertThat(record.usage().get("cache_read_tokens")).isEqualByComparingTo("300");
        assertThat(record.usage().get("output_tokens")).isBetween(BigDecimal.valueOf(40), BigDecimal.valueOf(150));
    }

    @Test
    void chargesNothingForErrorsAndRefusals() throws Exception {
        upstream.answerWith(Answers.json(429, "{\"error\":{\"message\":\"slow down\"}}"));
        assertFree(recordOf(CHAT, PROMPT));
        try (RawClient client = gateway.client()) {
            client.post(CHAT, PROMPT, "Authorization: Bearer nobody");
        }
        assertFree(gateway.takeRecord());
    }

    @Test
    void chargesNothingForWhatProvidersGiveAway() throws Exception {
        upstream.answerWith(Answers.json("{\"input_tokens\":2095}"));
        assertFree(recordOf("/anthropic/v1/messages/count_tokens", PROMPT));
    }

    private static void assertFree(UsageRecord record) {
        assertThat(record.pricing()).isEqualTo(Pricing.FREE);
        assertThat(record.costUsd()).contains(BigDecimal.ZERO);
        assertThat(record.usage()).isEmpty();
        assertThat(record.usageSource()).isEqualTo(UsageSource.NONE);
    }

    @Test
    void tellsWhatHasNoPrice() throws Exception {
        upstream.answerWith(Answers.json(chat(10, 5).replace("gpt-4o-mini-2024-07-18", "unheard-of")));
        UsageRecord record = recordOf(CHAT, "{\"model\":\"unheard-of\"}".getBytes(UTF_8));
        assertUnits(record, 10, 5);
        assertThat(record.pricing()).isEqualTo(Pricing.UNPRICED);
        assertThat(record.costUsd()).isEmpty();
    }

    @Test
    void billsAResponseOnceHoweverOftenItIsFetched() throws Exception {
        String response =
                "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\",\"model\":\"gpt-4o-mini\","
                        + "\"output\":[],\"usage\":{\"input_tokens\":1000,\"output_tokens\":100}}";
        upstream.answerWith(Answers.json(response));
        assertUnits(recordOf(RESPONSES, PROMPT), 1_000, 100);
        try (RawClient client = gateway.client()) {
            for (int i = 0; i < 100; i++) {
                client.get(RESPONSES + "/resp_1", auth());
                assertFree(gateway.takeRecord());
            }
        }
        upstream.answerWith(Answers.events(
                Duration.ofMillis(1),
                "{\"type\":\"response.in_progress\",\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\"}}",
                "{\"type\":\"response.completed\",\"response\":" + response + "}"));
        try (RawClient client = gateway.client()) {
            client.get(RESPONSES + "/resp_1?stream=true&starting_after=3", auth());
        }
        assertFree(gateway.takeRecord());
    }

    @Test
    void billsAResponseInTheBackgroundWhenItIsDone() throws Exception {
        String queued =
                "{\"id\":\"resp_2\",\"background\":true,\"status\":\"queued\",\"model\":\"gpt-4o-mini\",\"usage\":null}";
        upstream.answerWith(Answers.json(queued));
        assertFree(recordOf(RESPONSES, PROMPT));
        upstream.answerWith(Answers.json(queued.replace("queued", "completed")
                .replace("null", "{\"input_tokens\":1000,\"output_tokens\":100}")));
        try (RawClient client = gateway.client()) {
            client.get(RESPONSES + "/resp_2", auth());
            assertUnits(gateway.takeRecord(), 1_000, 100);
            client.get(RESPONSES + "/resp_2", auth());
            assertFree(gateway.takeRecord());
        }
    }

    @Test
    void billsAResponseOnceOnAllNodesThatShareALedger() throws Exception {
        upstream.answerWith(Answers.json("{\"id\":\"resp_3\",\"status\":\"completed\",\"model\":\"gpt-4o-mini\","
                + "\"usage\":{\"input_tokens\":1000,\"output_tokens\":100}}"));
        BillingLedger shared = BillingLedger.inMemory();
        BillingLedger slow = shared::claim;
        try (MountedGateway one = MountedGateway.of(
                        MountedGateway.builder(upstream.url(), Timeouts.DEFAULT).ledger(slow));
                MountedGateway other = MountedGateway.of(
                        MountedGateway.builder(upstream.url(), Timeouts.DEFAULT).ledger(slow))) {
            try (RawClient client = one.client()) {
                client.post(RESPONSES, PROMPT, auth(), "Content-Type: application/json");
                assertUnits(one.takeRecord(), 1_000, 100);
            }
            try (RawClient client = other.client()) {
                client.get(RESPONSES + "/resp_3", auth());
                assertFree(other.takeRecord());
            }
        }
    }

    @Test
    void asksForUsageThatAStreamWouldNotTellAndKeepsItToItself() throws Exception {
        try (MountedGateway asking = MountedGateway.of(MountedGateway.builder(upstream.url(), Timeouts.DEFAULT)
                .providers(ProviderRegistry.of(askingProviders())))) {
            upstream.answerWith(Answers.events(Duration.ofMillis(1), CHUNK, CHUNK, USAGE_CHUNK, "[DONE]"));
            try (RawClient client = asking.client()) {
                Answer answer =
                        client.post(CHAT, STREAM, auth(), "Content-Type: application/json", "Accept-Encoding: gzip");
                assertThat(answer.body().text())
                        .isEqualTo("data: " + CHUNK + "\n\ndata: " + CHUNK + "\n\ndata: [DONE]\n\n");
            }
            UsageRecord record = asking.takeRecord();
            assertUnits(record, 1_000, 100);
            assertThat(record.usageSource()).isEqualTo(UsageSource.REPORTED);
            String sent = new String(upstream.takeRequest(SOON).body(), UTF_8);
            assertThat(sent)
                    .isEqualTo(
                            "{\"stream_options\":{\"include_usage\":true}," + new String(STREAM, UTF_8).substring(1));
            assertThat(upstream.requests().get(0).header("accept-encoding")).contains("identity");
        }
    }

    @Test
    void leavesARequestAloneThatSaysItselfWhetherItWantsUsage() throws Exception {
        try (MountedGateway asking = MountedGateway.of(MountedGateway.builder(upstream.url(), Timeouts.DEFAULT)
                .providers(ProviderRegistry.of(askingProviders())))) {
            upstream.answerWith(Answers.events(Duration.ofMillis(1), CHUNK, USAGE_CHUNK, "[DONE]"));
            byte[] asks = "{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\":\"gpt-4o-mini\"}"
                    .getBytes(UTF_8);
            try (RawClient client = asking.client()) {
                Answer answer = client.post(CHAT, asks, auth(), "Content-Type: application/json");
                assertThat(answer.body().text()).contains(USAGE_CHUNK);
            }
            assertThat(upstream.takeRequest(SOON).body()).isEqualTo(asks);
            upstream.answerWith(Answers.json(chat(3, 4)));
            try (RawClient client = asking.client()) {
                client.post(CHAT, PROMPT, auth(), "Content-Type: application/json");
            }
            assertThat(upstream.takeRequest(SOON).body()).isEqualTo(PROMPT);
        }
    }

    private List<Provider> askingProviders() {
        return MountedGateway.providers(upstream.url(), Timeouts.DEFAULT).stream()
                .map(provider -> provider.toBuilder().requestsUsage(true).build())
                .toList();
    }

    @Test
    void pricesADeploymentAsTheModelThatTheOperatorSaysItIs() throws Exception {
        List<Provider> providers = MountedGateway.providers(upstream.url(), Timeouts.DEFAULT).stream()
                .map(provider -> provider.toBuilder()
                        .pricedAs(Map.of("our-gpt", "gpt-4o-mini"))
                        .build())
                .toList();
        upstream.answerWith(Answers.json(chat(1_000, 100).replace("gpt-4o-mini-2024-07-18", "our-gpt")));
        try (MountedGateway mapping = MountedGateway.of(MountedGateway.builder(upstream.url(), Timeouts.DEFAULT)
                        .providers(ProviderRegistry.of(providers)));
                RawClient client = mapping.client()) {
            client.post(CHAT, PROMPT, auth(), "Content-Type: application/json");
            assertThat(mapping.takeRecord().costUsd()).contains(new BigDecimal("0.00021"));
        }
    }
}
