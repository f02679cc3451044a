/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.KEY;
import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import com.google.genai.Client;
import com.langfuse.client.LangfuseClient;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The official SDKs of the other providers, with nothing changed but base URL and key. */
class OfficialSdkCallsTest {

    private static ScriptedUpstream upstream;
    private static MountedGateway gateway;
    private static SdkComparison comparison;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        PassThrough.Builder builder = MountedGateway.builder(upstream.url(), Timeouts.DEFAULT);
        gateway = MountedGateway.of(builder.providers(ProviderRegistry.of(providers())));
        comparison = new SdkComparison(upstream, gateway);
    }

    private static List<Provider> providers() {
        return OfficialSdk.all().stream()
                .collect(Collectors.toMap(OfficialSdk::provider, sdk -> sdk, (one, same) -> one))
                .values()
                .stream()
                .map(OfficialSdkCallsTest::provider)
                .toList();
    }

    private static Provider provider(OfficialSdk<?> sdk) {
        return ProviderRegistry.builtIn(sdk.provider(), upstream.url(), sdk.credential());
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @BeforeEach
    void forgetWhatWas() {
        comparison.forgetWhatWas();
    }

    static Stream<Arguments> calls() {
        return OfficialSdk.all().stream().flatMap(sdk -> sdk.calls().stream().map(call -> Arguments.of(sdk, call)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("calls")
    <C> void aCallIsTheSameThroughTheGateway(OfficialSdk<C> sdk, SdkCall<C> call) throws Exception {
        C itself = sdk.client(upstream.url() + sdk.basePath(), SECRET);
        C throughGateway = sdk.client(gateway.url() + "/" + sdk.provider() + sdk.basePath(), KEY);

        comparison.assertSame(call, itself, throughGateway, sdk.credentialLine());

        comparison.assertRecords(
                call, sdk.provider(), provider(sdk).requestIdHeader().isPresent());
    }

    @Test
    void theKeyMayStandInPlaceOfBothOfLangfusesKeys() {
        OfficialSdk<LangfuseClient> sdk = new SdkOfLangfuse();
        upstream.answerWith(sdk.calls().get(0).steps().get(0).answer().script());

        LangfuseClient client = LangfuseClient.builder()
                .url(gateway.url() + "/langfuse")
                .credentials(KEY, KEY)
                .xLangfusePublicKey(KEY)
                .build();
        client.prompts().get("capital");

        List<ReceivedRequest> received = upstream.requests();
        ReceivedRequest last = received.get(received.size() - 1);
        assertThat(last.head().raw()).doesNotContain(KEY).containsIgnoringCase(sdk.credentialLine());
    }

    /** Where the path of the base URL is more than the provider's name. */
    @Test
    void anUploadOfGooglesSdkIsTheSameThroughAGatewayBelowAPath() throws Exception {
        SdkOfGemini sdk = new SdkOfGemini();
        SdkCall<Client> upload = sdk.calls().stream()
                .filter(call -> call.name().equals("upload a file"))
                .findFirst()
                .orElseThrow();
        PassThrough below = MountedGateway.builder(upstream.url(), Timeouts.DEFAULT)
                .providers(ProviderRegistry.of(provider(sdk)))
                .build();
        try (Container container = Container.start(
                WebApplication.of(new PassThroughFilter(below, true)).at("/llm"))) {
            Client itself = sdk.client(upstream.url().toString(), SECRET);
            Client throughGateway = sdk.client("http://127.0.0.1:" + container.port() + "/llm/gemini", KEY);

            comparison.assertSame(upload, itself, throughGateway, sdk.credentialLine());
        }
    }
}
