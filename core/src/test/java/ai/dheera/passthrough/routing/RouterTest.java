/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.dheera.passthrough.Alias;
import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.RequestSketch;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.Route.ModelLocation.Part;
import ai.dheera.passthrough.spi.ClientRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {

    private static final Route MODEL = new Route(
            "GET",
            "/v1/models/{model}/info",
            List.of(new ModelLocation(Part.PATH, "model")),
            Optional.empty(),
            false,
            Optional.empty());

    private final Provider versioned = provider("versioned")
            .version("/v1")
            .routes(List.of(
                    Route.of("POST", "/v1/messages"), Route.of("GET", "/v1/files/{id}"), MODEL, Route.of("GET", "/")))
            .build();

    private final Provider open =
            provider("open").routes(List.of(Route.of("*", "/*"))).build();

    private final Provider openVersioned = provider("open-versioned")
            .version("/v1")
            .routes(List.of(Route.of("POST", "/v1/messages"), Route.of("*", "/*")))
            .build();

    private final Router router = new Router(ProviderRegistry.of(versioned, open, openVersioned));

    @ParameterizedTest
    @CsvSource({
        "/versioned/v1/messages, versioned",
        "/versioned,             versioned",
        "/versioned/,            versioned",
        "/open/../versioned,     open",
        "/unknown/v1,            ''",
        "/Versioned/v1,          ''",
        "/versioned;x/v1,        ''",
        "/version%65d/v1,        ''",
        "/../versioned,          ''",
        "//versioned,            ''",
        "/,                      ''",
        "'',                     ''",
        "versioned/v1,           ''"
    })
    void findsTheProviderByTheFirstSegmentOfThePath(String path, String name) {
        assertThat(router.provider(path).map(Provider::name).orElse("")).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example,     /versioned/versioned/v1/messages",
        "https://app.example,     /versioned/versioned/messages",
        "https://app.example/llm, /versioned/llm/versioned/v1/messages"
    })
    void takesAPathThatBeginsWithThatOfTheBaseUrlTwice(String baseUrl, String path) {
        Routed routed = router.route(versioned, RequestSketch.of("POST", path).build(), () -> baseUrl);

        assertThat(routed.path()).isEqualTo("/v1/messages");
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example/llm, /versioned/versioned/v1/messages",
        "https://app.example,     /versioned/llm/versioned/v1/messages",
        "https://app.example,     /versioned/open/v1/messages",
        "https://app.example,     /versioned/versionedv1/messages",
        "https://app.example,     /versioned/versioned/versioned/v1/messages",
        "https://app.example,     /versioned/versioned",
        "http://[no host,         /versioned/llm/versioned/v1/messages"
    })
    void takesNoOtherPathForOneThatBeginsTwice(String baseUrl, String path) {
        Refusal refusal = catchThrowableOfType(
                Refusal.class,
                () -> router.route(versioned, RequestSketch.of("POST", path).build(), () -> baseUrl));

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN_ROUTE);
    }

    @Test
    void refusesAPathWithoutAKnownProvider() {
        Refusal refusal = catchThrowableOfType(
                Refusal.class,
                () -> router.providerOf(RequestSketch.get("/unknown/v1/models").build()));
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN_PROVIDER);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /versioned/v1/messages",
        "POST, /versioned/messages",
        "POST, /versioned/v1/v1/messages",
        "POST, /open-versioned/v1/messages",
        "POST, /open-versioned/messages",
        "POST, /open-versioned/v1/v1/messages",
    })
    void putsTheVersionRight(String method, String path) {
        Routed routed = routed(method, path);
        assertThat(routed.path()).isEqualTo("/v1/messages");
        assertThat(routed.route().path()).isEqualTo("/v1/messages");
    }

    @ParameterizedTest
    @CsvSource({
        "/open-versioned/other,       /other",
        "/open-versioned/v1/other,    /v1/other",
        "/open-versioned/v1/v1/other, /v1/other",
        "/open-versioned/v1,          /v1",
        "/open-versioned/v10/v1/x,    /v10/v1/x",
        "/open-versioned,             ''",
        "/open-versioned/,            /",
        "/open/v1/v1/x,               /v1/v1/x"
    })
    void leavesAPathThatOnlyAStarMatchesAsItIsButForADoubledVersion(String path, String sent) {
        Routed routed = routed("GET", path);
        assertThat(routed.path()).isEqualTo(sent);
        assertThat(routed.route().path()).isEqualTo("/*");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /versioned/v1/messages",
        "POST, /versioned/v1/message",
        "POST, /versioned/v1/messages/",
        "POST, /versioned/v1/v1/v1/messages",
        "POST, /versioned/v2/messages",
        "POST, /versioned/v1messages",
        "POST, /versioned",
        "GET,  /versioned/v1",
        "post, /versioned/v1/messages"
    })
    void refusesAnEndpointThatTheProviderHasNot(String method, String path) {
        Refusal refusal = refusal(method, path);
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN_ROUTE);
        assertThat(refusal.text()).contains("versioned").contains(method);
    }

    @Test
    void keepsThePathByteForByte() {
        assertThat(routed("GET", "/versioned/v1/files/a%20b%C3%A9+c:d@e!$&'()*,=~%7e")
                        .path())
                .isEqualTo("/v1/files/a%20b%C3%A9+c:d@e!$&'()*,=~%7e");
        assertThat(routed("GET", "/versioned/v1/files/{\"x\"}|^`<>[]").variables())
                .containsExactly("{\"x\"}|^`<>[]");
        assertThat(routed("GET", "/open/a.b/..c/d../...;x/%2e%2e%2e/.%20").path())
                .isEqualTo("/a.b/..c/d../...;x/%2e%2e%2e/.%20");
        assertThat(routed("GET", "/open/trailing/").path()).isEqualTo("/trailing/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/.",
                "/../versioned/v1/messages",
                "/v1/../messages",
                "/v1/./messages",
                "/v1/messages/..",
                "/v1/messages/.",
                "/v1/%2e%2e/messages",
                "/v1/%2E%2E/messages",
                "/v1/.%2E/messages",
                "/v1/%2e./messages",
                "/v1/%2e/messages",
                "/v1/..;x/messages",
                "/v1/..;/messages",
                "/v1/.;x=y/messages",
                "/v1/%2e%2e;x/messages",
                "/v1/..%3bx/messages",
                "/v1/files/%2e%2e%2fmessages",
                "/v1/files/x%2f..%2fmessages",
                "/v1/files/x%2F%2E%2E%2Fmessages",
                "/v1/files/x%5c..%5cmessages",
                "/v1/files/..%5cmessages",
                "/v1/files/x%2f..",
                "/v1/%252e%252e/messages",
                "/v1/files/x%252f..%252fmessages",
                "/v1/files/a%2500b",
                "/v1/files/a%250d%250aHost:evil",
                "/v1/;x/messages",
                "/v1/%3bx/messages",
                "/v1/files/a%252fb",
                "/v1/files/a%25255Cb",
                "/v1/files/a%2fb",
                "/v1/files/a%2Fb",
                "/v1/files/a%5cb",
                "/v1/files/a%5Cb",
                "/v1%2fmessages",
                "/files/a%2fb",
                "/v1/v1/files/a%2fb",
                "/v1/v1/files/a%5Cb",
                "/v1/files/a\\b",
                "/v1\\messages",
                "/v1/files/a\0b",
                "/v1/files/a%00b",
                "/v1/messages%00",
                "/v1/files/a%01",
                "/v1/files/a%0a",
                "/v1/files/a%0D%0Ahost:evil",
                "/v1/files/a%1f",
                "/v1/files/a%7f",
                "/v1/files/a%C2%85",
                "/v1/files/a\n",
                "/v1/files/a\r\nHost: evil",
                "/v1/files/a\t",
                "/v1/files/a\u007f",
                "/v1/files/a b",
                "/v1/files/a%",
                "/v1/files/a%2",
                "/v1/files/a%zz",
                "/v1/files/a%2z",
                "/v1/files/a%%32%65",
                "/v1/files/%u002e%u002e",
                "/v1/files/a%ff",
                "/v1/files/a%c3",
                "/v1/files/%c0%ae%c0%ae",
                "/v1/files/%c0%af",
                "/v1/files/%e0%80%ae",
                "/v1//messages",
                "//v1/messages",
                "//evil.example/v1/messages",
                "/v1/messages//",
                "/v1/files/a#b",
                "/v1/files/é",
                "/v1/files/\uff0e\uff0e",
                "/v1/files/%\uff12\uff10"
            })
    void refusesAPathThatMightMeanSomethingElseToTheProvider(String rest) {
        for (String provider : List.of("/versioned", "/open", "/open-versioned")) {
            assertThat(refusal("GET", provider + rest).code()).as(provider).isEqualTo(ErrorCode.BAD_PATH);
            assertThat(refusal("POST", provider + rest).code()).as(provider).isEqualTo(ErrorCode.BAD_PATH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/versioned/v1/files/a%2Fb", "/versioned/files/a%2Fb", "/versioned/v1/v1/files/a%5cb"})
    void refusesAnEncodedSlashInWhatIsNoModel(String path) {
        assertThat(refusal("GET", path).code()).isEqualTo(ErrorCode.BAD_PATH);
    }

    @ParameterizedTest
    @CsvSource({
        "/versioned/v1/models/org%2Fm%5Cx/info,    org%2Fm%5Cx",
        "/versioned/models/org%2fm/info,           org%2fm",
        "/versioned/v1/v1/models/org%2Fm/info,     org%2Fm",
    })
    void letsAModelHaveAnEncodedSlash(String path, String model) {
        Routed routed = routed("GET", path);
        assertThat(routed.variables()).containsExactly(model);
        assertThat(routed.path()).isEqualTo("/v1/models/" + model + "/info");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/versioned/v1/models/org%2F..%2Fm/info",
                "/versioned/v1/models/..%2Fm/info",
                "/versioned/v1/models/org%5C../info",
                "/versioned/v1/models/org%2F%2e/info",
                "/versioned/v1/models/org%00/info"
            })
    void refusesAModelThatLeadsElsewhere(String path) {
        assertThat(refusal("GET", path).code()).isEqualTo(ErrorCode.BAD_PATH);
    }

    @Test
    void refusesAnEncodedSlashBeforeTheModel() {
        Provider provider = provider("deep")
                .version("/v1")
                .routes(List.of(new Route(
                        "GET",
                        "/v1/{org}/{model}",
                        List.of(new ModelLocation(Part.PATH, "model")),
                        Optional.empty(),
                        false,
                        Optional.empty())))
                .build();
        Router deep = new Router(ProviderRegistry.of(provider));
        assertThat(deep.route(provider, RequestSketch.get("/deep/v1/a/b%2Fc").build())
                        .variables())
                .containsExactly("a", "b%2Fc");
        assertThat(deep.route(provider, RequestSketch.get("/deep/a/b%2Fc").build())
                        .variables())
                .containsExactly("a", "b%2Fc");
        for (String path :
                List.of("/deep/v1/a%2Fb/c", "/deep/a%2Fb/c", "/deep/v1/v1/a%2Fb/c", "/deep/v1/a%2Fb/c%2Fd")) {
            Refusal refusal = catchThrowableOfType(
                    Refusal.class,
                    () -> deep.route(provider, RequestSketch.get(path).build()));
            assertThat(refusal).as(path).isNotNull();
            assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_PATH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b c", "a=\r\nHost: evil", "a=\0", "a=\t", "a=é", "a=#b", "\u007f", "a=\u0085"})
    void refusesAQueryThatCouldNotBeSentAsItIs(String query) {
        Refusal refusal = catchThrowableOfType(
                Refusal.class,
                () -> router.route(
                        open, RequestSketch.get("/open/x").query(query).build()));
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @Test
    void refusesABraceWhereAnAliasWouldFillIt() {
        Provider filling = provider("filling")
                .settings(Map.of("project", "p-1"))
                .aliases(List.of(new Alias("/models/*", "/projects/{project}/models/*")))
                .routes(List.of(Route.of("GET", "/projects/{project}/*")))
                .build();
        Router aliased = new Router(ProviderRegistry.of(filling));
        for (String path : List.of("/filling/models/{project}", "/filling/projects/{project}/models")) {
            Refusal refusal = catchThrowableOfType(
                    Refusal.class,
                    () -> aliased.route(filling, RequestSketch.get(path).build()));
            assertThat(refusal).as(path).isNotNull();
            assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_PATH);
        }
        assertThat(routed("GET", "/open/{project}").path()).isEqualTo("/{project}");
    }

    @ParameterizedTest
    @CsvSource({"Transfer-Encoding,x", "X Y,x", "'',x", "X-One,'a\r\nX-Two: b'", "X-One,a\0b", "X-One,\u0100"})
    void refusesAHeaderFieldThatCouldPassForAnother(String name, String value) {
        Refusal refusal = catchThrowableOfType(
                Refusal.class,
                () -> router.route(
                        open,
                        RequestSketch.get("/open/x")
                                .header(name.replace("Encoding", "Encoding "), value)
                                .build()));
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /evil", "G\r\nET"})
    void refusesAMethodThatIsNone(String method) {
        assertThat(refusal(method, "/open/x").code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    /** What comes behind its answer is no part of any exchange. */
    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "connect"})
    void refusesToOpenATunnel(String method) {
        assertThat(refusal(method, "/open/x").code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    /** It would be obeyed by some, Google among them, and something else would be done than what was checked. */
    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "x-http-method", "X-METHOD-OVERRIDE"})
    void refusesAnotherMethodInAHeaderField(String name) {
        for (String method : List.of("DELETE", "get", "", "POST, DELETE")) {
            Refusal refusal = catchThrowableOfType(
                    Refusal.class,
                    () -> router.route(
                            open,
                            RequestSketch.post("/open/x").header(name, method).build()));
            assertThat(refusal).as(method).isNotNull();
            assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
            assertThat(refusal.text()).contains(name).contains("send the request with that method");
        }
        assertThat(router.route(
                                open,
                                RequestSketch.post("/open/x")
                                        .header(name, "POST")
                                        .build())
                        .path())
                .isEqualTo("/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a=%00%0a%zz", "a={\"b\":[1]}&&c=|^`<>\\", "a=..%2f..&b=//?/?"})
    void leavesAnyOtherQueryAlone(String query) {
        assertThat(router.route(open, RequestSketch.get("/open/x").query(query).build())
                        .path())
                .isEqualTo("/x");
    }

    @Test
    void saysNothingOfAKeyInTheQueryWhereItRefuses() {
        assertThat(refusal("GET", "/versioned/v1/none?key=sk-dheera-secret").text())
                .doesNotContain("sk-dheera");
    }

    private Routed routed(String method, String path) {
        ClientRequest request = RequestSketch.of(method, path).build();
        return router.route(router.providerOf(request), request);
    }

    private Refusal refusal(String method, String path) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> routed(method, path));
        assertThat(refusal).as("refusal of " + path).isNotNull();
        return refusal;
    }

    private static Provider.Builder provider(String name) {
        return Provider.named(name, URI.create("http://upstream"));
    }
}
