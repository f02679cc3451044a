/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Credential.Placement;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fuzz.FuzzedRequest.Field;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever method and header fields a client sends: its request is refused and reaches no provider, or arrives with a
 * well-formed head, one host and one framing, and those fields that are the provider's business as they were sent.
 */
class FuzzedHeadersTest {

    private static final String SECRET = "sk-real-of-provider";

    private static final Map<String, String> OWN_FIELDS = Map.of("X-Own", "of the operator");

    private static final String[] NAMES = {
        "Accept",
        "Content-Type",
        "anthropic-version",
        "User-Agent",
        "X-Stainless-Lang",
        "Idempotency-Key",
        "Range",
        "X-HTTP-Method-Override",
        "X-Own",
        "x-own",
        "X-Amz-Target",
        "Content-Encoding",
        "X-Original-URL",
        "X-Amz-Date",
        "x-amz-security-token",
        "X-AMZ-Content-Sha256",
        "X-Forwarded-For",
        "x-forwarded-host",
        "X-Forwarded",
        "Forwarded",
        "Via",
        "X-Real-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "Cookie",
        "Cookie2",
        "Origin",
        "Host",
        "host",
        "HOST",
        "Content-Length",
        "content-length",
        "Transfer-Encoding",
        "transfer-encoding",
        "Connection",
        "connection",
        "Keep-Alive",
        "Proxy-Connection",
        "Proxy-Authorization",
        "TE",
        "Trailer",
        "Upgrade",
        "HTTP2-Settings",
        "Expect",
        "Accept-Encoding",
        "accept-encoding",
        "X-Dheera-Anything",
        "x-dheera-request-id",
        "Sec-WebSocket-Key",
        "Sec-WebSocket-Protocol",
        "api-key",
        "xi-api-key",
        "X-Api-Key",
        "Authorization"
    };

    private static final String[] ODD_NAMES = {
        "",
        " ",
        "Host ",
        " Host",
        "Host\t",
        "Host:",
        "Transfer-Encoding ",
        "Transfer-Encoding:",
        "Transfer-Encoding\u00a0",
        "Transfer_Encoding",
        "Content-Length\r",
        "X\r\nHost",
        "X: y\r\n\r\nGET /evil HTTP/1.1\r\nHost",
        "X\nHost",
        "X\0",
        "\r\n",
        "\r\n ",
        "X Y",
        "X:Y",
        "X\"",
        "X(comment)",
        "X/Y",
        "é",
        "\u0130host",
        "Ho\u017ft",
        "X\u010aHost",
        "\ud83d",
        ":method",
        "{x}"
    };

    private static final String[] VALUES = {
        "",
        "x",
        "application/json",
        "chunked",
        "identity",
        "gzip",
        "gzip, chunked",
        "chunked\t",
        "xchunked",
        "0",
        "5",
        "-1",
        "+5",
        "5, 5",
        "5,6",
        "0x5",
        "99999999999999999999",
        "evil.example",
        "close",
        "keep-alive",
        "Keep-Alive, Accept",
        "Host",
        "close, Transfer-Encoding, Content-Length",
        "Authorization, X-Own",
        "anthropic-version,User-Agent",
        ",,  ,",
        "trailers",
        "100-continue",
        "websocket",
        "h2c",
        "a, b;q=0",
        "gzip;q=0",
        "*",
        "  padded  ",
        "\ttabbed\t",
        "\"quoted\"",
        "é",
        "\u0080\u00ff",
        "key=value; other"
    };

    private static final String[] ODD_VALUES = {
        "\r\n",
        "x\r\nHost: evil.example",
        "x\r\n folded",
        "x\n\tfolded",
        "\r\n\r\nGET /evil HTTP/1.1\r\nHost: evil\r\n\r\n",
        "\n",
        "\r",
        "x\ry",
        "\0",
        "x\0y",
        "\u0001",
        "\u001f",
        "\u007f",
        "\u0100",
        "\u010d\u010aHost: evil",
        "\u2028",
        "\ud83d\ude00",
        "\ud83d"
    };

    private static final String[] METHODS = {"GET", "POST", "DELETE", "PURGE", "get", "M-SEARCH"};

    private static final String[] ODD_METHODS = {
        "",
        " ",
        "GET ",
        "GET /evil HTTP/1.1\r\nHost: evil\r\n\r\nGET",
        "GET /evil",
        "GET\t",
        "GET\r\n",
        "G\0T",
        "GÉT",
        "G\u0145T",
        "CONNECT:",
        "\"GET\""
    };

    /** What is not the provider's business, as the documentation tells. */
    private static final Set<String> KEPT_BACK = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "host",
            "content-length",
            "expect",
            "accept-encoding",
            "cookie",
            "cookie2",
            "origin",
            "forwarded",
            "via",
            "x-real-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "x-original-url",
            "x-rewrite-url",
            "x-amz-date",
            "x-amz-security-token",
            "x-amz-content-sha256",
            "x-api-key",
            "api-key",
            "x-goog-api-key",
            "xi-api-key",
            "ocp-apim-subscription-key",
            "authorization",
            "x-own");

    private static FuzzedGateway gateway;

    @BeforeContainer
    static void start() throws IOException {
        gateway = new FuzzedGateway(VirtualKey.withId("key").build(), FuzzedHeadersTest::providers);
    }

    @AfterContainer
    static void stop() throws IOException {
        gateway.close();
    }

    private static List<Provider> providers(URI host) {
        return List.of(
                provider("header", host).build(),
                provider("query", host)
                        .placement(Placement.query("api_key"))
                        .headers(OWN_FIELDS)
                        .build());
    }

    private static Provider.Builder provider(String name, URI host) {
        return Provider.named(name, host + "/" + name)
                .credentials(List.of(Credential.apiKey("main", SECRET)))
                .headers(OWN_FIELDS)
                .routes(List.of(Route.of("*", "/*")));
    }

    @AddLifecycleHook(Tries.class)
    @Property(tries = 4_000, seed = "20260101")
    void nothingSpoilsTheHeadOfARequest(@ForAll("requests") FuzzedRequest request) throws Exception {
        Optional<ReceivedRequest> received = gateway.send(request);
        received.ifPresent(each -> assertAsSent(request, each));
        Statistics.label("reached the upstream")
                .collect(received.isPresent())
                .coverage(coverage -> coverage.check(true).percentage(share -> share > 30));
    }

    private static void assertAsSent(FuzzedRequest request, ReceivedRequest received) {
        ReceivedHead head = new ReceivedHead(received);
        head.assertWellFormed();
        head.assertOneHost(gateway.authority());
        head.assertOneFraming(request.size());
        head.assertKnowsNothingOf(FuzzedGateway.VIRTUAL_KEY);
        Provider provider = gateway.provider(request.path().split("/", 3)[1]);
        head.assertCredential(provider.placement(), SECRET);
        assertThat(received.method()).isEqualTo(request.method());
        assertThat(head.fields()).isEqualTo(expectedFields(provider, request, received));
        received.awaitBody(Duration.ofSeconds(5));
        assertThat(received.body()).isEqualTo(request.body());
    }

    private static List<String> expectedFields(Provider provider, FuzzedRequest request, ReceivedRequest received) {
        List<String> all = Stream.of(
                        Stream.of(line("Host", gateway.authority())),
                        request.fields().stream()
                                .filter(field -> isProvidersBusiness(field.name(), namedByConnection(request)))
                                .map(field -> line(field.name(), field.value())),
                        Stream.of(line("Accept-Encoding", acceptEncoding(received))),
                        OWN_FIELDS.entrySet().stream().map(own -> line(own.getKey(), own.getValue())))
                .flatMap(lines -> lines)
                .collect(Collectors.toList());
        if (provider.placement().part() == Placement.Part.HEADER) {
            all.add(line("Authorization", "Bearer " + SECRET));
        }
        if (request.size().present()) {
            boolean told = request.size().told();
            all.add(told ? line("Content-Length", "" + request.size().bytes()) : line("Transfer-Encoding", "chunked"));
        }
        return all;
    }

    private static String line(String name, String value) {
        return name + ": " + value;
    }

    /** The gateway narrows it, to what its meter can read. */
    private static String acceptEncoding(ReceivedRequest received) {
        String narrowed = received.header("Accept-Encoding").orElse("");
        assertThat(narrowed).isIn("identity", "gzip, identity");
        return narrowed;
    }

    private static boolean isProvidersBusiness(String name, Set<String> namedByConnection) {
        String plain = name.toLowerCase(Locale.ROOT);
        return !KEPT_BACK.contains(plain)
                && !namedByConnection.contains(plain)
                && Stream.of("x-forwarded-", "x-dheera-", "sec-websocket-").noneMatch(plain::startsWith);
    }

    private static Set<String> namedByConnection(FuzzedRequest request) {
        return request.fields().stream()
                .filter(field -> field.name().equalsIgnoreCase("Connection"))
                .flatMap(field -> Arrays.stream(field.value().split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    @Provide
    Arbitrary<FuzzedRequest> requests() {
        Arbitrary<BodySize> sizes = Arbitraries.of(BodySize.NO_BODY, new BodySize(0), new BodySize(7), BodySize.UNTOLD);
        Arbitrary<List<Field>> fields =
                Combinators.combine(names(), values()).as(Field::new).list().ofMaxSize(8);
        return Combinators.combine(methods(), Arbitraries.of("/header/x", "/query/x"), fields, Carriers.any(), sizes)
                .as((method, path, all, carriers, size) ->
                        new FuzzedRequest(method, path, null, all, carriers, size, body(size)));
    }

    private static byte[] body(BodySize size) {
        String text = size.told() ? "seven 7".substring(0, (int) size.bytes()) : "chunked, of any length";
        return size.present() ? text.getBytes(StandardCharsets.US_ASCII) : new byte[0];
    }

    private static Arbitrary<String> methods() {
        return Arbitraries.frequencyOf(Tuple.of(20, Arbitraries.of(METHODS)), Tuple.of(1, Arbitraries.of(ODD_METHODS)));
    }

    private static Arbitrary<String> names() {
        Arbitrary<String> any = Arbitraries.strings().ofMinLength(1).ofMaxLength(4);
        return Arbitraries.frequencyOf(
                Tuple.of(60, Arbitraries.of(NAMES)), Tuple.of(2, Arbitraries.of(ODD_NAMES)), Tuple.of(1, any));
    }

    private static Arbitrary<String> values() {
        Arbitrary<String> any =
                Arbitraries.strings().withCharRange('\0', '\u0120').ofMaxLength(4);
        return Arbitraries.frequencyOf(
                Tuple.of(60, Arbitraries.of(VALUES)), Tuple.of(2, Arbitraries.of(ODD_VALUES)), Tuple.of(1, any));
    }
}
