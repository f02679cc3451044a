/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.nodesdks;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.SecretWatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The official SDKs for Node, with nothing changed but base URL and key. Their tests are in {@code src/test/node}: what a
 * user gets is looked at there, and here what reached the provider, which is the same as without a gateway but for the
 * key.
 */
class NodeSdksTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = new Gateway();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.stop();
    }

    @ParameterizedTest
    @EnumSource
    void anSdkWorksThroughTheGatewayAsByItself(NodeSdk sdk) throws Exception {
        StandIn behind = gateway.standIns.get(sdk);
        try (SecretWatch watch = SecretWatch.attach();
                StandIn itself = new StandIn();
                Stage stage = new Stage(gateway, itself, behind)) {
            NodeProcess.Ended node = NodeProcess.run(sdk.provider(), environment(sdk, itself, stage));

            assertThat(node.exitValue()).as(node.output()).isZero();
            assertArrivedAsAnnounced(itself);
            assertArrivedAsAnnounced(behind);
            assertSameRequests(requests(itself), requests(behind));
            assertOnlyTheCredential(sdk, requests(behind));
            assertNoVirtualKey(sdk, requests(behind), watch);
        }
    }

    private static Map<String, String> environment(NodeSdk sdk, StandIn itself, Stage stage) {
        Map<String, String> environment = new HashMap<>(sdk.environment(gateway.url(), TestKey.USUAL.secret(sdk)));
        for (TestKey key : TestKey.values()) {
            environment.put(key.variable(), key.secret(sdk));
        }
        environment.put("CREDENTIAL", Gateway.CREDENTIAL);
        environment.put("GATEWAY_URL", gateway.url());
        environment.put("PROVIDER", sdk.provider());
        environment.put("PROVIDER_URL", itself.upstream.url().toString());
        environment.put("STAGE_URL", stage.url());
        return environment;
    }

    private static List<ReceivedRequest> requests(StandIn standIn) {
        return standIn.upstream.requests();
    }

    private static void assertArrivedAsAnnounced(StandIn standIn) {
        assertThat(requests(standIn))
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.awaitBody(SOON)).isEqualTo(Ending.COMPLETE));
        assertThat(requests(standIn).stream().map(SeenRequest::lineOf)).isEqualTo(standIn.announced());
        assertThat(standIn.upstream.scriptFailures()).isEmpty();
    }

    private static void assertSameRequests(List<ReceivedRequest> itself, List<ReceivedRequest> behind) {
        assertThat(behind).hasSameSizeAs(itself);
        for (int i = 0; i < behind.size(); i++) {
            assertThat(SeenRequest.of(behind.get(i))).isEqualTo(SeenRequest.of(itself.get(i)));
        }
    }

    private static void assertOnlyTheCredential(NodeSdk sdk, List<ReceivedRequest> requests) {
        assertThat(requests)
                .allSatisfy(request ->
                        assertThat(NodeSdk.keyFields(request)).isEqualTo(sdk.credential(Gateway.CREDENTIAL)));
    }

    /** Nor in any log of ours. */
    private static void assertNoVirtualKey(NodeSdk sdk, List<ReceivedRequest> requests, SecretWatch watch) {
        for (TestKey key : TestKey.values()) {
            watch.register(key.variable(), key.secret(sdk));
        }
        watch.assertClean(requests.stream()
                .map(request -> request.head().raw() + SeenRequest.bodyOf(request))
                .toArray(String[]::new));
    }
}
