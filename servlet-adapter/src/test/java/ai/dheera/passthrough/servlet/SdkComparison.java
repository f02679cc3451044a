/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.KEY;
import static ai.dheera.passthrough.servlet.MountedGateway.SOON;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.SdkCall.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes each call of an SDK twice, straight to the provider and through the gateway: the provider is to see the same
 * requests but for the key, and the user the same result.
 */
final class SdkComparison {

    static final String REQUEST_ID = "req_011Lima";

    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)");

    /** What carries a key, as far as these SDKs know. */
    private static final Set<String> CARRIERS = Set.of("authorization", "x-api-key", "api-key", "x-goog-api-key");

    /** What belongs to a connection, is narrowed to what the gateway can read, or has another value in each call. */
    private static final Set<String> MAY_DIFFER = Set.of(
            "host",
            "connection",
            "upgrade",
            "http2-settings",
            "accept-encoding",
            "x-request-id",
            "watsonx-ai-sdk-request-id");

    private static final Script UNEXPECTED = Answers.json(400, "{\"message\":\"the test expects no other request\"}");

    private static final String[] NAMES_OF_THE_EXCHANGE = Stream.of(
                    "request-id", "x-request-id", "apim-request-id", "x-debug-trace-id", "x-global-transaction-id")
            .map(name -> name + ": " + REQUEST_ID)
            .toArray(String[]::new);

    private final ScriptedUpstream upstream;
    private final MountedGateway gateway;

    SdkComparison(ScriptedUpstream upstream, MountedGateway gateway) {
        this.upstream = upstream;
        this.gateway = gateway;
    }

    /** To be called ahead of each call: a record may come after the answer of its exchange. */
    void forgetWhatWas() {
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> gateway.gateway.running() == 0);
        gateway.records.clear();
    }

    /**
     * Makes the call both ways.
     *
     * @param credential the one line of the head by which the provider is to get its credential
     */
    <C> void assertSame(SdkCall<C> call, C itself, C throughGateway, String credential) throws Exception {
        long before = upstream.requestCount();
        answer(call);
        Object wanted = call.question().ask(itself);
        List<ReceivedRequest> direct = received(call);
        answer(call);
        Object got = call.question().ask(throughGateway);
        List<ReceivedRequest> sent = received(call);
        assertThat(upstream.requestCount() - before).isEqualTo(2L * call.steps().size());

        assertThat(got).isEqualTo(wanted).asString().contains(call.telltale());
        for (int i = 0; i < sent.size(); i++) {
            assertSame(call.steps().get(i), direct.get(i), sent.get(i));
            assertThat(credentialsOf(sent.get(i))).containsExactly(credential);
        }
    }

    private void answer(SdkCall<?> call) {
        Queue<Step> steps = new ConcurrentLinkedQueue<>(call.steps());
        upstream.answerWith(request -> {
            Step next = steps.poll();
            return next == null
                    ? UNEXPECTED
                    : next.answer().from(upstream.url()).script(NAMES_OF_THE_EXCHANGE);
        });
    }

    private List<ReceivedRequest> received(SdkCall<?> call) {
        List<ReceivedRequest> all = upstream.requests();
        List<ReceivedRequest> last = all.subList(all.size() - call.steps().size(), all.size());
        last.forEach(request -> assertThat(request.awaitBody(SOON)).isEqualTo(Ending.COMPLETE));
        return last;
    }

    private static void assertSame(Step step, ReceivedRequest direct, ReceivedRequest sent) {
        assertThat(sent.method() + " " + sent.target()).isEqualTo(step.request());
        assertThat(withoutBoundary(sent, new String(sent.body(), ISO_8859_1)))
                .isEqualTo(withoutBoundary(direct, new String(direct.body(), ISO_8859_1)));
        assertThat(fieldsOf(sent)).isEqualTo(fieldsOf(direct));
        assertThat(sent.head().raw() + sent.bodyText()).doesNotContain(KEY);
    }

    private static Map<String, List<String>> fieldsOf(ReceivedRequest request) {
        Map<String, List<String>> fields = new TreeMap<>();
        request.head().headers().forEach(field -> {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (!MAY_DIFFER.contains(name) && !CARRIERS.contains(name)) {
                fields.computeIfAbsent(name, unused -> new ArrayList<>()).add(withoutBoundary(request, field.value()));
            }
        });
        return fields;
    }

    /** Each upload has a boundary of its own. */
    private static String withoutBoundary(ReceivedRequest request, String text) {
        Matcher boundary = BOUNDARY.matcher(request.header("content-type").orElse(""));
        return boundary.find() ? text.replace(boundary.group(1), "…") : text;
    }

    private static List<String> credentialsOf(ReceivedRequest request) {
        return request.head().headers().stream()
                .filter(field -> CARRIERS.contains(field.name().toLowerCase(Locale.ROOT)))
                .map(field -> field.name().toLowerCase(Locale.ROOT) + ": " + field.value())
                .toList();
    }

    /** Each exchange of the call has a record, in whatever order they came. */
    void assertRecords(SdkCall<?> call, String provider, boolean named) throws Exception {
        List<UsageRecord> records = new ArrayList<>();
        for (Step unused : call.steps()) {
            records.add(gateway.takeRecord());
        }
        for (Step step : call.steps()) {
            assertThat(records).anySatisfy(record -> assertRecord(step, record, provider, named));
        }
    }

    private static void assertRecord(Step step, UsageRecord record, String provider, boolean named) {
        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(record.status()).isEqualTo(step.answer().status());
        assertThat(record.error()).isEmpty();
        assertThat(record.provider()).contains(provider);
        assertThat(record.route()).contains(step.route());
        assertPath(step, record, provider);
        assertThat(record.streamed()).isEqualTo(step.answer().isStream());
        assertThat(record.responseBytes()).isEqualTo(step.answer().body().length);
        assertThat(record.keyId()).contains("test-key");
        assertThat(record.credentialId()).contains("main");
        assertThat(record.upstreamRequestId().equals(Optional.of(REQUEST_ID))).isEqualTo(named);
    }

    /** An SDK may begin a path with that of its base URL twice; the provider has seen it right. */
    private static void assertPath(Step step, UsageRecord record, String provider) {
        String[] methodAndTarget = step.request().split(" ");
        assertThat(record.method()).isEqualTo(methodAndTarget[0]);
        assertThat(record.path())
                .isIn("/" + provider + methodAndTarget[1], "/" + provider + "/" + provider + methodAndTarget[1]);
    }
}
