/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import ai.dheera.passthrough.fuzz.FuzzedRequest.Field;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Header fields that present the virtual key, in the ways of SDKs. */
final class Carriers {

    private static final String KEY = FuzzedGateway.VIRTUAL_KEY;

    private Carriers() {}

    static Arbitrary<List<Field>> any() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        9,
                        Arbitraries.of(
                                List.of(new Field("Authorization", "Bearer " + KEY)),
                                List.of(new Field("x-api-key", KEY)),
                                List.of(new Field("X-Goog-Api-Key", KEY)),
                                List.of(new Field("authorization", "Basic " + base64(KEY + ":"))),
                                List.of(new Field("authorization", KEY), new Field("Ocp-Apim-Subscription-Key", KEY)),
                                List.of(
                                        new Field("X-Dheera-Api-Key", "Bearer " + KEY),
                                        new Field("authorization", "Bearer sk-of-somebody"),
                                        new Field("Authorization", "Token " + KEY)),
                                List.of(new Field(
                                        "Authorization",
                                        "AWS4-HMAC-SHA256 Credential=" + KEY
                                                + "/20260101/us-east-1/bedrock/aws4_request,"
                                                + " SignedHeaders=host, Signature=00")),
                                List.of(new Field(
                                        "Sec-WebSocket-Protocol", "realtime, openai-insecure-api-key." + KEY)))),
                Tuple.of(1, Arbitraries.just(List.of())));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
