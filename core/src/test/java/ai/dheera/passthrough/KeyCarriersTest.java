/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCarriersTest {

    private static final String KEY = "sk-dheera-1";
    private static final String OTHER = "sk-other-2";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Authorization             | Bearer sk-dheera-1
                    authorization             | bearer sk-dheera-1
                    AUTHORIZATION             | BEARER   sk-dheera-1
                    Authorization             | sk-dheera-1
                    Authorization             | Token sk-dheera-1
                    Authorization             | Key sk-dheera-1
                    Authorization             | Basic sk-dheera-1
                    x-api-key                 | sk-dheera-1
                    X-Api-Key                 | ' sk-dheera-1 '
                    api-key                   | sk-dheera-1
                    x-goog-api-key            | sk-dheera-1
                    xi-api-key                | sk-dheera-1
                    X-Langfuse-Public-Key     | sk-dheera-1
                    Ocp-Apim-Subscription-Key | sk-dheera-1
                    X-Dheera-Api-Key          | sk-dheera-1
                    x-dheera-api-key          | Bearer sk-dheera-1
                    """)
    void findAKeyInEachHeaderField(String name, String value) {
        assertThat(presented(RequestSketch.get("/p/x").header(name, value))).containsExactly(KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key=sk-dheera-1",
                "access_token=sk-dheera-1",
                "a=b&key=sk-dheera-1&c=d",
                "k%65y=sk-dheera-1",
                "%6b%65%79=sk-dheera-1",
                "access%5Ftoken=sk-dheera-1",
                "key=sk%2Ddheera%2d1",
                "&&key=sk-dheera-1&"
            })
    void findAKeyInTheQuery(String query) {
        assertThat(presented(RequestSketch.get("/p/x?" + query))).containsExactly(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "key", "key=", "=sk", "Key=sk", "keys=sk", "k%zzey=sk", "apikey=sk", "x=key=sk", "&"})
    void findNoneElsewhereInTheQuery(String query) {
        assertThat(presented(RequestSketch.get("/p/x?" + query))).isEmpty();
    }

    @Test
    void findBothPartsOfBasicAuthentication() {
        assertThat(presented(RequestSketch.get("/p/x").header("Authorization", basic("user:" + KEY))))
                .containsExactly(KEY, "user");
        assertThat(presented(RequestSketch.get("/p/x").header("Authorization", basic(KEY + ":"))))
                .containsExactly(KEY);
        assertThat(presented(RequestSketch.get("/p/x").header("Authorization", basic(KEY))))
                .startsWith(KEY);
        assertThat(presented(RequestSketch.get("/p/x").header("Authorization", basic("a:b:c"))))
                .containsExactly("b:c", "a");
        assertThat(presented(RequestSketch.get("/p/x")
                        .header("authorization", basic(":").replace("Basic", "bAsIc"))))
                .isEmpty();
    }

    @Test
    void findAKeyThatStandsAsItIsInBasicAuthentication() {
        assertThat(presented(RequestSketch.get("/p/x").header("Authorization", "Basic readable")))
                .contains("readable");
    }

    @Test
    void findTheAccessKeyIdOfASignature() {
        String signature = "AWS4-HMAC-SHA256 Credential=" + KEY
                + "/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=abc";
        assertThat(presented(RequestSketch.get("/p/x").header("Authorization", signature)))
                .containsExactly(KEY);
        assertThat(presented(RequestSketch.get("/p/x").header("Authorization", "AWS4-HMAC-SHA256 Signature=a/b")))
                .isEmpty();
    }

    @Test
    void findAKeyAmongTheSubprotocolsOfAWebSocket() {
        RequestSketch request = RequestSketch.get("/p/x")
                .header("Sec-WebSocket-Protocol", "realtime, openai-insecure-api-key." + KEY + ", openai-beta.v1");
        assertThat(presented(request)).contains(KEY);
        assertThat(presented(RequestSketch.get("/p/x").header("sec-websocket-protocol", KEY)))
                .containsExactly(KEY);
        assertThat(presented(RequestSketch.get("/p/x")
                        .header("Sec-WebSocket-Protocol", "openai-insecure-api-key.sk.with.dots")))
                .contains("sk.with.dots");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "bearer  ",
                "Token",
                "Key",
                "Key ",
                "Basic",
                "Basic ",
                "",
                " ",
                "AWS4-HMAC-SHA256"
            })
    void findNoneInASchemeAlone(String value) {
        assertThat(presented(RequestSketch.get("/p/x").header("Authorization", value)))
                .isEmpty();
    }

    @Test
    void findNoneInARequestWithoutAny() {
        assertThat(presented(RequestSketch.get("/p/x").header("Cookie", "key=" + KEY)))
                .isEmpty();
    }

    @Test
    void findBothOfTwoKeysThePreferredOneFirst() {
        RequestSketch request = RequestSketch.get("/p/x")
                .header("Authorization", "Bearer " + OTHER)
                .header("x-api-key", KEY);
        assertThat(presented(request, "x-api-key", "authorization")).containsExactly(KEY, OTHER);
        assertThat(presented(request, "authorization")).containsExactly(OTHER, KEY);
        assertThat(presented(request, "x-none")).containsExactly(OTHER, KEY);
    }

    @Test
    void findAKeyWhereOnlyThisProviderPutsIt() {
        RequestSketch request = RequestSketch.get("/p/x").header("X-Search-Key", KEY);
        assertThat(presented(request, "x-search-key")).containsExactly(KEY);
        assertThat(presented(request)).isEmpty();
    }

    @Test
    void findEachKeyOnce() {
        RequestSketch request = RequestSketch.get("/p/x?key=" + KEY)
                .header("Authorization", "Bearer " + KEY)
                .header("x-api-key", KEY)
                .header("x-api-key", OTHER);
        assertThat(presented(request, "x-api-key")).containsExactly(KEY, OTHER);
    }

    @Test
    void letTheirOwnHeaderFieldWinOverAllOthers() {
        RequestSketch request = RequestSketch.get("/p/x?key=" + OTHER)
                .header("Authorization", "Bearer " + OTHER)
                .header("X-Dheera-Api-Key", KEY)
                .header("x-api-key", OTHER);
        assertThat(presented(request, "x-api-key")).containsExactly(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Bearer", "Bearer "})
    void passOverTheirOwnHeaderFieldWhereItIsEmpty(String value) {
        RequestSketch request =
                RequestSketch.get("/p/x").header("X-Dheera-Api-Key", value).header("x-api-key", KEY);
        assertThat(presented(request)).containsExactly(KEY);
    }

    @Test
    void findNoMoreKeysThanAStoreCanBeAskedFor() {
        String many = String.join(
                ",", IntStream.range(0, 1000).mapToObj(i -> "key" + i).toList());
        assertThat(presented(RequestSketch.get("/p/x").header("x-api-key", KEY).header("Sec-WebSocket-Protocol", many)))
                .hasSize(16)
                .startsWith(KEY);
        RequestSketch own = RequestSketch.get("/p/x");
        IntStream.range(0, 100).forEach(i -> own.header("X-Dheera-Api-Key", "key" + i));
        assertThat(presented(own)).hasSize(16);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
                    null                            | null
                    ''                              | ''
                    a=1                             | a=1
                    key=s                           | null
                    key                             | null
                    access_token=s                  | null
                    key=s&access_token=t            | null
                    key=s&a=1                       | a=1
                    a=1&key=s                       | a=1
                    a=1&key=s&b=2                   | a=1&b=2
                    a=1&k%65y=s&b=2                 | a=1&b=2
                    a=%20+%zz&key=s&b==&c           | a=%20+%zz&b==&c
                    a=1&&key=s&&b=2&                | a=1&&&b=2&
                    key=s&                          | ''
                    &key=s                          | ''
                    keys=1&monkey=2&x=key&Key=3     | keys=1&monkey=2&x=key&Key=3
                    a[]=1&b={"key":"x"}&c=key%3Ds   | a[]=1&b={"key":"x"}&c=key%3Ds
                    """)
    void leaveTheRestOfTheQueryByteForByte(String query, String kept) {
        assertThat(KeyCarriers.withoutKeys(query)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({"a=1, a", "a, a", "=1, ''", "'', ''", "k%65y=1, key", "a+b=1, a b", "a%zz=1, a%zz", "a==, a"})
    void decodeTheNameOfAParameter(String parameter, String name) {
        assertThat(KeyCarriers.parameterName(parameter)).isEqualTo(name);
    }

    @Test
    void nameEveryHeaderFieldThatTheyReadSoThatNoneIsSentOn() {
        assertThat(KeyCarriers.headerNames())
                .containsExactlyInAnyOrder(
                        "x-api-key",
                        "api-key",
                        "x-goog-api-key",
                        "xi-api-key",
                        "Ocp-Apim-Subscription-Key",
                        "X-Langfuse-Public-Key",
                        "X-Dheera-Api-Key",
                        "Authorization",
                        "Sec-WebSocket-Protocol");
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static Collection<String> presented(RequestSketch request, String... preferred) {
        return KeyCarriers.presented(request.build(), List.of(preferred));
    }
}
