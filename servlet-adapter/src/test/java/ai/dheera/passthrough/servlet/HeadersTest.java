/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.HttpHead;
import ai.dheera.passthrough.fixtures.HttpHeader;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which header fields cross the gateway, in both directions, and in which form. */
@Tag("container")
class HeadersTest {

    private static ScriptedUpstream upstream;
    private static MountedGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        gateway = MountedGateway.over(upstream.url());
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    // to the provider

    @Test
    void nothingIsAddedToARequestButWhatTheGatewayHasToSay() throws Exception {
        HttpHead sent = sent(auth());

        assertThat(sent.startLine()).isEqualTo("GET /fields HTTP/1.1");
        assertThat(sent.headers())
                .containsExactlyInAnyOrder(
                        new HttpHeader("Host", "127.0.0.1:" + upstream.port()),
                        new HttpHeader("Accept-Encoding", "identity"),
                        new HttpHeader("Authorization", "Bearer " + SECRET));
    }

    @Test
    void aClientsFieldsAreSentInTheirOrder() throws Exception {
        HttpHead sent =
                sent(auth(), "X-First: 1", "User-Agent: my-sdk/1.0", "anthropic-beta: a", "X-Empty:", "Date: now");

        assertThat(sent.headers().stream().map(field -> field.name().toLowerCase(Locale.ROOT) + ":" + field.value()))
                .containsSubsequence("x-first:1", "user-agent:my-sdk/1.0", "anthropic-beta:a", "x-empty:", "date:now");
    }

    @Test
    void fieldsOfTheClientsConnectionStayOnIt() throws Exception {
        HttpHead sent = sent(
                auth(),
                "Connection: keep-alive, X-Named, Upgrade",
                "Connection: x-named-too",
                "X-Named: 1",
                "X-Named-Too: 2",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "Proxy-Authorization: Basic eDp5",
                "TE: trailers",
                "Trailer: X-Trailer",
                "Upgrade: foo/2",
                "HTTP2-Settings: AAMA",
                "X-Kept: 3");

        assertThat(names(sent)).containsExactlyInAnyOrder("host", "accept-encoding", "authorization", "x-kept");
    }

    @Test
    void whatTellsOfTheClientOrItsPageIsNotSent() throws Exception {
        HttpHead sent = sent(
                auth(),
                "Origin: https://app.example",
                "Cookie: JSESSIONID=4711",
                "Cookie2: $Version=1",
                "X-Forwarded-For: 10.0.0.1",
                "X-Forwarded-Host: app.example",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Anything: 1",
                "Forwarded: for=10.0.0.1",
                "Via: 1.1 front",
                "X-Real-IP: 10.0.0.1",
                "True-Client-IP: 10.0.0.1",
                "CF-Connecting-IP: 10.0.0.1",
                "X-Original-URL: /any/other",
                "X-Rewrite-URL: /any/other",
                "X-Dheera-Anything: 1",
                "Referer: https://app.example/page");

        assertThat(names(sent)).containsExactlyInAnyOrder("host", "accept-encoding", "authorization", "referer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "br, gzip;q=0.5 | gzip, identity",
                "gzip           | gzip, identity",
                "GZIP, deflate  | gzip, identity",
                "*              | gzip, identity",
                "br             | identity",
                "gzip;q=0, br   | identity",
                "deflate, zstd  | identity",
                "identity       | identity",
            })
    void whatTheClientAcceptsIsNarrowedToWhatTheGatewayCanRead(String accepted, String asked) throws Exception {
        assertThat(sent(auth(), "Accept-Encoding: " + accepted).all("accept-encoding"))
                .containsExactly(asked);
    }

    @Test
    void theValuesOfARepeatedFieldAreSentOneByOne() throws Exception {
        HttpHead sent = sent(auth(), "X-Many: a", "X-Many: b, c", "X-Other: 1", "x-many: d");

        assertThat(sent.all("x-many")).containsExactly("a", "b, c", "d");
    }

    @Test
    void lettersOfLatin1AreSentAsTheyCame() throws Exception {
        assertThat(sent(auth(), "X-Odd: " + latin1Letters()).first("x-odd")).contains(latin1Letters());
    }

    @Test
    void bytesOfUtf8InAFieldAreSentAsTheyCame() throws Exception {
        assertThat(sent(auth(), "X-Odd: " + utf8Bytes()).first("x-odd")).contains(utf8Bytes());
    }

    private static String latin1Letters() {
        StringBuilder letters = new StringBuilder("x");
        for (char c = 0xa1; c <= 0xff; c++) {
            letters.append(c);
        }
        return letters.toString();
    }

    private static String utf8Bytes() {
        return new String("über — alles €".getBytes(UTF_8), ISO_8859_1);
    }

    /** What arrives upstream of a GET with these header lines. */
    private static HttpHead sent(String... lines) throws Exception {
        upstream.answerWith(Answers.json("{}"));
        try (RawClient client = gateway.client()) {
            Answer answer = client.get("/any/fields", lines);
            assertThat(answer.status()).isEqualTo(200);
        }
        return lastHead();
    }

    private static HttpHead lastHead() {
        var all = upstream.requests();
        return all.get(all.size() - 1).head();
    }

    private static List<String> names(HttpHead head) {
        return head.headers().stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    // to the client

    @Test
    void aProvidersFieldsArriveWithTheirValues() throws Exception {
        HttpHead answer = answered(
                "/any/fields",
                "Content-Type: application/json",
                "request-id: req_1",
                "anthropic-ratelimit-requests-remaining: 49",
                "ETag: \"abc\"",
                "Cache-Control: no-cache",
                "Location: https://elsewhere.example/x",
                "WWW-Authenticate: Bearer realm=\"x\"",
                "X-Empty:");

        assertThat(answer.first("content-type")).contains("application/json");
        assertThat(answer.first("request-id")).contains("req_1");
        assertThat(answer.first("anthropic-ratelimit-requests-remaining")).contains("49");
        assertThat(answer.first("etag")).contains("\"abc\"");
        assertThat(answer.first("cache-control")).contains("no-cache");
        assertThat(answer.first("location")).contains("https://elsewhere.example/x");
        assertThat(answer.first("www-authenticate")).contains("Bearer realm=\"x\"");
    }

    @Test
    void fieldsOfTheProvidersConnectionStayOnIt() throws Exception {
        HttpHead answer = answered(
                "/any/fields",
                "Connection: X-Named",
                "Connection: keep-alive, x-named-too",
                "X-Named: 1",
                "X-Named-Too: 2",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "Proxy-Authenticate: Basic",
                "Proxy-Authentication-Info: x",
                "Trailer: X-Trailer",
                "Upgrade: foo/2",
                "X-Kept: 3");

        assertThat(names(answer))
                .contains("x-kept")
                .doesNotContain("x-named", "x-named-too", "proxy-connection", "proxy-authenticate")
                .doesNotContain("proxy-authentication-info", "trailer", "upgrade");
        assertThat(answer.all("keep-alive")).doesNotContain("timeout=5");
    }

    @Test
    void whatWouldBindTheClientsBrowserIsWithheld() throws Exception {
        HttpHead answer = answered(
                "/any/fields",
                "Set-Cookie: __cf_bm=1; Path=/",
                "Set-Cookie: second=2",
                "Set-Cookie2: third=3",
                "Alt-Svc: h3=\":443\"",
                "Strict-Transport-Security: max-age=31536000");

        assertThat(names(answer)).doesNotContain("set-cookie", "set-cookie2", "alt-svc", "strict-transport-security");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/anthropic/v1/models", "/openai/v1/models"})
    void theProvidersAccountIsWithheld(String route) throws Exception {
        HttpHead answer = answered(
                route,
                route.startsWith("/openai") ? "OpenAI-Organization: org-1" : "Anthropic-Organization-Id: org-1",
                route.startsWith("/openai") ? "OpenAI-Project: proj_1" : "Anthropic-Workspace-Id: wrk_1",
                "x-kept: 1");

        assertThat(names(answer))
                .contains("x-kept")
                .doesNotContain("openai-organization", "openai-project")
                .doesNotContain("anthropic-organization-id", "anthropic-workspace-id");
    }

    @Test
    void theValuesOfARepeatedFieldArriveOneByOne() throws Exception {
        HttpHead answer = answered("/any/fields", "X-Many: a", "X-Many: b, c", "X-Other: 1", "x-many: d");

        assertThat(answer.all("x-many")).containsExactly("a", "b, c", "d");
    }

    @Test
    void lettersOfLatin1ArriveAsTheyWereSent() throws Exception {
        HttpHead answer = answered("/any/fields", "X-Odd: " + latin1Letters());

        assertThat(answer.first("x-odd")).contains(latin1Letters());
    }

    @Test
    void bytesOfUtf8InAFieldArriveAsTheyWereSent() throws Exception {
        HttpHead answer = answered("/any/fields", "X-Odd: " + utf8Bytes());

        assertThat(answer.first("x-odd")).contains(utf8Bytes());
    }

    @Test
    void theProvidersDateAndServerStandInPlaceOfTheContainers() throws Exception {
        HttpHead answer = answered("/any/fields", "Date: Sun, 22 Nov 2026 10:00:00 GMT", "Server: provider");

        assertThat(answer.all("date")).containsExactly("Sun, 22 Nov 2026 10:00:00 GMT");
        assertThat(answer.all("server")).containsExactly("provider");
    }

    @Test
    void everyAnswerHasANameOfItsOwnThatNoProviderCanForge() throws Exception {
        String[] forged = {"x-dheera-request-id: forged", "X-Dheera-Error: forged", "x-dheera-other: forged"};
        HttpHead first = answered("/any/fields", forged);
        HttpHead second = answered("/any/fields", forged);

        List<String> ids = new ArrayList<>(first.all("x-dheera-request-id"));
        ids.addAll(second.all("x-dheera-request-id"));
        assertThat(ids).hasSize(2).doesNotHaveDuplicates().allMatch(id -> id.startsWith("dpt_"));
        assertThat(names(first)).doesNotContain("x-dheera-error", "x-dheera-other");
    }

    @Test
    void aRefusalHasTheNameUnderWhichItIsRecorded() throws Exception {
        try (RawClient client = gateway.client()) {
            HttpHead refusal = client.get("/any/fields").head();
            assertThat(refusal.status()).isEqualTo(401);
            assertThat(Records.of(refusal, gateway).error()).contains(ErrorCode.MISSING_KEY);
        }
    }

    /** What arrives at the client of an answer with these header lines. */
    private static HttpHead answered(String target, String... lines) throws Exception {
        upstream.answerWith(Answers.withLength(200, "{}".getBytes(UTF_8), lines));
        try (RawClient client = gateway.client()) {
            Answer answer = client.get(target, auth());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().text()).isEqualTo("{}");
            return answer.head();
        }
    }
}
