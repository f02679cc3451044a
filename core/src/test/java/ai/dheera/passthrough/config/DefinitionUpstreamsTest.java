/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Destination;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.RequestSketch;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.routing.Routed;
import ai.dheera.passthrough.routing.Router;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the requests of definitions with several hosts go, and those of clients that spell a path in another way. */
class DefinitionUpstreamsTest {

    private static final Map<String, String> SETTINGS =
            Map.of("region", "eu-gb", "project", "my-project", "location", "europe-west4");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bedrock | POST | /model/a%3A0/converse | https://bedrock-runtime.eu-gb.amazonaws.com
            bedrock | POST | /model/arn%3Aaws%3Abedrock%3Aeu-gb%3A1%3Ainference-profile%2Fx/invoke | https://bedrock-runtime.eu-gb.amazonaws.com
            bedrock | GET  | /async-invoke/arn%3Aaws%3Abedrock%3Aeu-gb%3A1%3Aasync-invoke%2Fx | https://bedrock-runtime.eu-gb.amazonaws.com
            bedrock | POST | /guardrail/g/version/1/apply | https://bedrock-runtime.eu-gb.amazonaws.com
            bedrock | POST | /openai/v1/responses | https://bedrock-runtime.eu-gb.amazonaws.com
            bedrock | POST | /agents/a/agentAliases/b/sessions/c/text | https://bedrock-agent-runtime.eu-gb.amazonaws.com
            bedrock | POST | /agents/inline-session | https://bedrock-agent-runtime.eu-gb.amazonaws.com
            bedrock | POST | /agents/a/ | https://bedrock-agent.eu-gb.amazonaws.com
            bedrock | POST | /flows/f/aliases/a | https://bedrock-agent-runtime.eu-gb.amazonaws.com
            bedrock | PUT  | /flows/f/aliases/a | https://bedrock-agent.eu-gb.amazonaws.com
            bedrock | POST | /knowledgebases/k/retrieve | https://bedrock-agent-runtime.eu-gb.amazonaws.com
            bedrock | GET  | /knowledgebases/k | https://bedrock-agent.eu-gb.amazonaws.com
            bedrock | PUT  | /sessions | https://bedrock-agent-runtime.eu-gb.amazonaws.com
            bedrock | GET  | /foundation-models | https://bedrock.eu-gb.amazonaws.com
            bedrock-mantle | POST | /v1/responses | https://bedrock-mantle.eu-gb.api.aws
            bedrock-agentcore | POST | /runtimes/arn%3Aaws%3Abedrock-agentcore%3Aeu-gb%3A1%3Aruntime%2Fx/invocations | https://bedrock-agentcore.eu-gb.amazonaws.com
            transcribe | POST | / | https://transcribe.eu-gb.amazonaws.com
            comprehendmedical | POST | / | https://comprehendmedical.eu-gb.amazonaws.com
            vertex | POST | /v1/projects/p/locations/us-east5/publishers/anthropic/models/c@1:rawPredict | https://us-east5-aiplatform.googleapis.com
            vertex | POST | /v1beta1/projects/p/locations/global/publishers/google/models/g:generateContent | https://aiplatform.googleapis.com
            vertex | POST | /v1/projects/p/locations/eu/endpoints/openapi/chat/completions | https://aiplatform.eu.rep.googleapis.com
            vertex | POST | /v1/projects/p/locations/us:retrieveContexts | https://aiplatform.us.rep.googleapis.com
            vertex | GET  | /v1beta1/publishers/google/models | https://aiplatform.googleapis.com
            vertex-express | POST | /v1/publishers/google/models/g:streamGenerateContent | https://aiplatform.googleapis.com
            vertex-discovery | POST | /v1/projects/p/locations/global/collections/c/engines/e/servingConfigs/s:search | https://discoveryengine.googleapis.com
            vertex-discovery | POST | /v1/projects/p/locations/eu/dataStores/d/servingConfigs/s:answer | https://eu-discoveryengine.googleapis.com
            assemblyai | POST | /v2/transcript | https://api.assemblyai.com
            assemblyai | POST | /v1/chat/completions | https://llm-gateway.assemblyai.com
            assemblyai-eu | GET | /v3/ws | https://streaming.eu.assemblyai.com
            azure-speech-region | POST | /speech/recognition/conversation/cognitiveservices/v1 | https://eu-gb.stt.speech.microsoft.com
            azure-speech-region | POST | /cognitiveservices/v1 | https://eu-gb.tts.speech.microsoft.com
            azure-speech-region | POST | /speechtotext/transcriptions:transcribe | https://eu-gb.api.cognitive.microsoft.com
            deepgram | GET  | /v1/agent/converse | https://agent.deepgram.com
            fal | POST | /fal-ai/flux/dev | https://queue.fal.run
            fal | GET  | /fal-ai/flux/realtime | https://fal.run
            fal | POST | /storage/upload/initiate | https://rest.fal.ai
            fireworks | POST | /v1/audio/transcriptions | https://audio-prod.api.fireworks.ai
            nvidia | POST | /v1/chat/completions | https://integrate.api.nvidia.com
            nvidia | POST | /v1/genai/black-forest-labs/flux.1-dev | https://ai.api.nvidia.com
            nvidia | POST | /v1/biology/mit/boltz2/predict | https://health.api.nvidia.com
            watsonx | POST | /ml/v1/text/chat | https://eu-gb.ml.cloud.ibm.com
            watsonx | POST | /wx/v1/prompts | https://api.eu-gb.dataplatform.cloud.ibm.com
            xai-management | GET | /v1/collections | https://management-api.x.ai
            """)
    void areThoseOfTheEndpoints(String name, String method, String path, String upstream) {
        Destination destination = destination(name, method, path);

        assertThat(destination.upstream()).hasToString(upstream);
        assertThat(destination.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            transcribe | POST | '' | /
            vertex | POST | /v1beta1/publishers/google/models/g:generateContent | /v1beta1/projects/my-project/locations/europe-west4/publishers/google/models/g:generateContent
            vertex | POST | /v1beta1/cachedContents | /v1beta1/projects/my-project/locations/europe-west4/cachedContents
            vertex | POST | /projects/p/locations/us/publishers/anthropic/models/c:streamRawPredict | /v1/projects/p/locations/us/publishers/anthropic/models/c:streamRawPredict
            vertex-discovery | POST | /v1/rankingConfigs/r:rank | /v1/projects/my-project/locations/europe-west4/rankingConfigs/r:rank
            fireworks | POST | /v1/chat/completions | /inference/v1/chat/completions
            fireworks | POST | /inference/v1/audio/transcriptions | /v1/audio/transcriptions
            fireworks | GET  | /inference/v1/accounts/a/models | /v1/accounts/a/models
            together | POST | /v1/videos | /v2/videos
            together | GET  | /v1/videos/v | /v2/videos/v
            together | POST | /chat/completions | /v1/chat/completions
            together | POST | /v1/v1/chat/completions | /v1/chat/completions
            together | GET  | /v1/v2/videos/v | /v2/videos/v
            """)
    void areThoseThatClientsMean(String name, String method, String sent, String path) {
        assertThat(destination(name, method, sent).path()).isEqualTo(path);
    }

    @Test
    void errorsOfStreamsThatAreNoEventStreamsStandInAList() {
        for (String name : List.of("gemini", "vertex", "vertex-express")) {
            assertThat(Definitions.builtIn(name).orElseThrow().build().routes())
                    .as(name)
                    .filteredOn(route -> route.path().endsWith(":streamGenerateContent"))
                    .isNotEmpty()
                    .allSatisfy(
                            route -> assertThat(route.listsErrors("alt=sse")).isFalse())
                    .allSatisfy(
                            route -> assertThat(route.listsErrors("alt=json")).isTrue());
        }
    }

    static List<String> names() {
        return Definitions.names();
    }

    /** A named upstream that no route has would be a slip of the pen. */
    @ParameterizedTest
    @MethodSource("names")
    void allHaveARoute(String name) {
        Provider provider = Definitions.builtIn(name).orElseThrow().build();
        List<String> used = provider.routes().stream().map(Route::upstream).toList();

        assertThat(provider.otherUpstreams().keySet())
                .allSatisfy(upstream ->
                        assertThat(used).anyMatch(each -> each.equals(upstream) || isFilledInAs(each, upstream)));
    }

    private static boolean isFilledInAs(String template, String upstream) {
        return template.contains("{") && upstream.matches(template.replaceAll("\\{[^}]*}", "[A-Za-z0-9-]+"));
    }

    private static Destination destination(String name, String method, String path) {
        Credential credential = Credential.apiKey("c", "s").withSettings(SETTINGS);
        Provider provider = Definitions.builtIn(name).orElseThrow().build();
        Routed routed = new Router(ProviderRegistry.of(provider))
                .route(provider, RequestSketch.of(method, "/" + name + path).build());
        return provider.destination(routed.route(), routed.variables(), routed.path(), credential);
    }
}
