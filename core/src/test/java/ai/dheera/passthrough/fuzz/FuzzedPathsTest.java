/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Alias;
import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Credential.Placement;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.spi.Headers;
import ai.dheera.passthrough.spi.RequestSigner;
import ai.dheera.passthrough.spi.SignableRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
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
import org.jspecify.annotations.Nullable;

/**
 * Whatever path and query a client sends: it is refused and reaches no provider, or it arrives as one request, at its
 * provider's host, below its base path, with its credential, and but for what the contract allows as it was sent.
 */
class FuzzedPathsTest {

    private static final Map<String, String> SETTINGS =
            Map.of("location", "eu", "project", "p-1", "region", "us-east-1");

    private static final String[] IN_A_PATH = {
        ".",
        "..",
        "...",
        "%2e",
        "%2E%2e",
        ".%2e",
        "%252e",
        "%252e%252e",
        "%252E.",
        "%25252e%25252e",
        "/",
        "//",
        "/../",
        "/..",
        "/./",
        "/%2e%2e/",
        "/%252e%252e/",
        "/..%252f",
        "\\",
        "%5c",
        "%5C",
        "%2f",
        "%2F",
        "%252f",
        "%252F",
        "%255c",
        "%00",
        "%2500",
        "\0",
        "\r\n",
        "\r\nHost: evil\r\n\r\nGET /evil HTTP/1.1\r\nX: y",
        "%0d%0a",
        "%0D%0AHost:%20evil",
        "%250d%250a",
        "\n",
        "\t",
        " ",
        " HTTP/1.1",
        "%20",
        "+",
        ";",
        ";x=y",
        ";/../",
        "/..;",
        "..;/",
        "%3b",
        "%253b",
        "?",
        "?a=b",
        "%3f",
        "#",
        "#x",
        "%23",
        "@",
        "@evil.example",
        "user:secret@",
        ":",
        ":8080",
        "%3a",
        "é",
        "\uff0e",
        "%c3%a9",
        "%ef%bc%8e",
        "%c0%ae",
        "%c0%ae%c0%ae/",
        "%c0%af",
        "%e0%80%ae",
        "%25c0%25ae%25c0%25ae/",
        "%ff",
        "%25ff",
        "{",
        "}",
        "{location}",
        "{project}",
        "{nothing}",
        "%7blocation%7d",
        "v1",
        "/v1",
        "/v1/v1",
        "/V1",
        "evil.example",
        "//evil.example/",
        "http://evil.example/",
        "%",
        "%2",
        "%zz",
        "%25",
        "%u002e",
        "*",
        "~",
        "$",
        "|",
        "^",
        "\"",
        "<",
        "\u2028",
        "\u0085",
        "\u007f",
        "\ud800",
        "😀",
        "x"
    };

    private static final String[] IN_A_QUERY = {
        "&",
        "&&",
        ";",
        "=",
        "+",
        "%26",
        "%3d",
        "%3D",
        "%0d%0a",
        "%00",
        "\r\n",
        "\r\nX-Evil: 1\r\n\r\n",
        " ",
        " HTTP/1.1",
        "#",
        "%23",
        "é",
        "%c3%a9",
        "%ff",
        "%",
        "%zz",
        "\0",
        "?",
        "/",
        "../..",
        "%2f..%2f",
        "\\",
        "{location}",
        "[]",
        "\"",
        "|",
        "x"
    };

    private static final String[] PARAMETER_NAMES = {
        "key",
        "k%65y",
        "%6b%65%79",
        "%6Bey",
        "access_token",
        "access%5ftoken",
        "access%5Ftoken",
        "%61ccess_token",
        "KEY",
        "Key",
        "+key",
        "key+",
        "key%20",
        "key[]",
        "%256bey",
        "key%00",
        "key%zz",
        "access-token",
        "api_key",
        "api%5fkey",
        "version",
        "v%65rsion",
        "model",
        "alt",
        "a",
        "",
        "%26key",
        "%3d"
    };

    private static FuzzedGateway gateway;

    @BeforeContainer
    static void start() throws IOException {
        gateway = new FuzzedGateway(VirtualKey.withId("key").build(), FuzzedPathsTest::providers);
    }

    @AfterContainer
    static void stop() throws IOException {
        gateway.close();
    }

    private static List<Provider> providers(URI host) {
        List<Route> any = List.of(Route.of("*", "/*"));
        Provider based = at("based", host + "/base/path").routes(any).build();
        Provider bare = at("bare", host.toString()).routes(any).build();
        Provider signed = at("signed", host + "/signed")
                .credentials(List.of(Credential.signed("signer", new Signer())))
                .routes(any)
                .build();
        Provider versioned = at("versioned", host + "/v")
                .version("/v1")
                .placement(Placement.query("api_key"))
                .query(Map.of("version", "2026-01-01"))
                .routes(List.of(
                        Route.of("POST", "/v1/messages"),
                        Route.of("GET", "/v1/files/{file}/content"),
                        model("GET", "/v1/models/{model}/info"),
                        Route.of("*", "/v1/open/*"),
                        Route.of("GET", "/other/*")))
                .build();
        Provider located = at("located", host + "/world")
                .upstreams(Map.of("eu", host + "/eu", "us", host + "/deep/us"))
                .aliases(List.of(
                        new Alias("/models/*", "/projects/{project}/locations/{location}/models/*"),
                        new Alias("/v1/*", "/*"),
                        new Alias("/about", "/projects/{project}/locations/us/about")))
                .placement(Placement.query("key"))
                .routes(List.of(
                        atLocation(model("POST", "/projects/{project}/locations/{location}/models/{model}:run")),
                        atLocation(Route.of("GET", "/projects/{project}/locations/{location}/*")),
                        Route.of("GET", "/status/{thing}")))
                .build();
        return Stream.concat(
                        Stream.of(based, bare, signed, versioned, located),
                        Stream.of("openai", "gemini", "bedrock", "vertex").map(name -> builtIn(name, host)))
                .toList();
    }

    private static Provider.Builder at(String name, String upstream) {
        return Provider.named(name, upstream)
                .settings(SETTINGS)
                .credentials(List.of(Credential.apiKey("main", secret(name))));
    }

    private static Provider builtIn(String name, URI host) {
        Provider usual = ProviderRegistry.builtIn(name);
        Map<String, String> upstreams = new HashMap<>();
        usual.otherUpstreams().keySet().forEach(other -> upstreams.put(other, host + "/" + name + "/" + other));
        return usual.toBuilder()
                .upstream(host + "/" + name + "/main")
                .upstreams(upstreams)
                .settings(SETTINGS)
                .credentials(List.of(Credential.apiKey("main", secret(name))))
                .build();
    }

    private static Route model(String method, String path) {
        ModelLocation location = new ModelLocation(ModelLocation.Part.PATH, "model");
        return new Route(method, path, List.of(location), Optional.empty(), false, Optional.empty());
    }

    private static Route atLocation(Route route) {
        return new Route(
                route.method(),
                route.path(),
                route.models(),
                route.usage(),
                route.bills(),
                route.costUsd(),
                route.sticky(),
                "{location}",
                route.listErrorUnless());
    }

    private static String secret(String provider) {
        return "sk-real-of-" + provider;
    }

    /** Proves each request in a header field. */
    private static final class Signer implements RequestSigner {

        @Override
        public boolean signsBody() {
            return false;
        }

        @Override
        public CompletionStage<Headers> sign(SignableRequest request, Executor workers) {
            return CompletableFuture.completedFuture(Headers.builder()
                    .add("Authorization", "Signed " + secret("signed"))
                    .add("X-Amz-Date", "20260101T000000Z")
                    .build());
        }
    }

    @AddLifecycleHook(Tries.class)
    @Property(tries = 4_000, seed = "20260101")
    void nothingLeavesTheUpstreamOrSplitsARequest(@ForAll("requests") FuzzedRequest request) throws Exception {
        Optional<ReceivedRequest> received = gateway.send(request);
        received.ifPresent(each -> assertAsSent(request, each));
        Statistics.label("reached the upstream")
                .collect(received.isPresent())
                .coverage(coverage -> coverage.check(true).percentage(share -> share > 20));
    }

    private static void assertAsSent(FuzzedRequest request, ReceivedRequest received) {
        ReceivedHead head = new ReceivedHead(received);
        head.assertWellFormed();
        head.assertOneHost(gateway.authority());
        head.assertOneFraming(request.size());
        head.assertKnowsNothingOf(FuzzedGateway.VIRTUAL_KEY);
        Provider provider = gateway.provider(nameIn(request.path()));
        assertThat(provider).isNotNull();
        head.assertCredential(placement(provider), secret(provider.name()));
        assertThat(received.method()).isEqualTo(request.method());
        String rest = request.path().substring(1 + provider.name().length());
        assertPath(provider, rest, head.path());
        assertThat(head.query()).isEqualTo(expectedQuery(provider, request.query()));
    }

    private static String nameIn(String path) {
        return path.split("/", 3)[1];
    }

    private static Placement placement(Provider provider) {
        return provider.name().equals("signed") ? Placement.header("Authorization", "Signed ") : provider.placement();
    }

    private static void assertPath(Provider provider, String sent, String received) {
        String base = baseOf(provider, received);
        String below = received.substring(base.length());
        assertThat(below).isIn(meantBy(provider, sent));
        String once = Loosely.decoded(below);
        String twice = Loosely.decoded(once);
        assertThat(List.of(below, once, twice))
                .as("%s stays below %s, however it is read", below, base)
                .allMatch(Loosely::staysBelow);
    }

    /** The one that is the longest, of those that the path is below. */
    private static String baseOf(Provider provider, String received) {
        return Stream.concat(Stream.of(provider.upstream()), provider.otherUpstreams().values().stream())
                .map(upstream -> URI.create(upstream).getRawPath())
                .filter(path -> received.startsWith(path + "/") || received.equals(path))
                .max(java.util.Comparator.comparing(String::length))
                .orElseThrow(() -> new AssertionError(received + " is below no base path of " + provider));
    }

    /** What the contract lets a path below its provider become. */
    private static List<String> meantBy(Provider provider, String sent) {
        List<String> all = new ArrayList<>(List.of(sent, sent.isEmpty() ? "/" : sent));
        String version = provider.version();
        if (!version.isEmpty()) {
            all.add(version + sent);
            all.add(sent.startsWith(version + version + "/") ? sent.substring(version.length()) : sent);
        }
        for (Alias alias : provider.aliases()) {
            String written = filled(alias.as()).replace("*", "");
            String prefix = alias.path().replace("*", "");
            boolean open = alias.path().endsWith("*");
            if (open ? sent.startsWith(prefix) : sent.equals(prefix)) {
                all.add(written + sent.substring(prefix.length()));
            }
        }
        return all;
    }

    private static String filled(String template) {
        String text = template;
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            text = text.replace("{" + setting.getKey() + "}", setting.getValue());
        }
        return text;
    }

    /** The client's own parameters, each as it was sent, ahead of those that the gateway sets. */
    private static @Nullable String expectedQuery(Provider provider, @Nullable String sent) {
        Map<String, String> set = new LinkedHashMap<>(provider.query());
        if (provider.placement().part() == Placement.Part.QUERY) {
            set.put(provider.placement().name(), secret(provider.name()));
        }
        List<String> parameters = withoutKeys(sent);
        if (!set.isEmpty() && parameters.equals(List.of(""))) {
            parameters.clear(); // where there is nothing, there is nothing to keep apart
        }
        parameters.removeIf(parameter -> set.containsKey(nameOf(parameter)));
        set.forEach((name, value) -> parameters.add(name + "=" + value));
        return parameters.isEmpty() ? null : String.join("&", parameters);
    }

    private static List<String> withoutKeys(@Nullable String query) {
        return query == null
                ? new ArrayList<>()
                : Stream.of(query.split("&", -1))
                        .filter(parameter -> !Set.of("key", "access_token").contains(nameOf(parameter)))
                        .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String nameOf(String parameter) {
        String name = parameter.replaceFirst("(?s)=.*", "");
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    @Provide
    Arbitrary<FuzzedRequest> requests() {
        Arbitrary<String> names = Arbitraries.of(
                "based", "bare", "signed", "versioned", "located", "openai", "gemini", "bedrock", "vertex");
        return Combinators.combine(names.flatMap(this::methodsAndPaths), queries(), Carriers.any())
                .as((start, query, carriers) ->
                        FuzzedRequest.bodiless(start.get1(), start.get2(), query, List.of(), carriers));
    }

    private Arbitrary<Tuple.Tuple2<String, String>> methodsAndPaths(String name) {
        Arbitrary<Route> routes = Arbitraries.of(gateway.provider(name).routes());
        Arbitrary<String> methods = Arbitraries.of("GET", "POST", "DELETE", "HEAD", "OPTIONS", "PURGE");
        return Combinators.combine(routes, methods, values(), spelled(name), versions(), Sprinkled.pieces(IN_A_PATH))
                .as((route, method, values, segment, version, pieces) -> Tuple.of(
                        route.method().equals("*") ? method : route.method(),
                        "/" + segment
                                + Sprinkled.into(version.replace("*", withValues(route.path(), values)), pieces)));
    }

    private static Arbitrary<String> spelled(String name) {
        return Arbitraries.frequency(
                Tuple.of(40, name),
                Tuple.of(1, name.toUpperCase(java.util.Locale.ROOT)),
                Tuple.of(1, name + ";x"),
                Tuple.of(1, name + "/../" + name),
                Tuple.of(1, "%62" + name.substring(1)),
                Tuple.of(1, "/" + name),
                Tuple.of(1, "evil.example/" + name));
    }

    /** The version left out or doubled, or no path at all: an asterisk stands for the path of the route. */
    private static Arbitrary<String> versions() {
        return Arbitraries.frequency(
                Tuple.of(16, "*"),
                Tuple.of(1, "/v1*"),
                Tuple.of(1, "/v1/v1*"),
                Tuple.of(1, "/v1beta1*"),
                Tuple.of(1, ""));
    }

    private static Arbitrary<List<String>> values() {
        return Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.of("a", "eu", "us", "a-b.c")),
                        Tuple.of(1, Arbitraries.of("gpt-5%2Fmini", "a:b", "%7Bx%7D", "v1", "%41", "{location}", "..")))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    /** A template with these values in turn for its variables and its rest. */
    private static String withValues(String template, List<String> values) {
        StringBuilder path = new StringBuilder();
        int next = 0;
        for (String segment : template.substring(1).split("/", -1)) {
            boolean open = segment.startsWith("{") || segment.equals("*");
            String value = values.get(next % values.size());
            path.append('/').append(open ? value + segment.substring(segment.indexOf('}') + 1) : segment);
            next += open ? 1 : 0;
        }
        return path.toString().replace("*", "");
    }

    private static Arbitrary<@Nullable String> queries() {
        Arbitrary<String> parameter = Combinators.combine(
                        Arbitraries.of(PARAMETER_NAMES), Arbitraries.of("=", "=", "=", "", "=="), queryValues())
                .as((name, equals, value) -> name + equals + value);
        Arbitrary<String> query = Combinators.combine(
                        parameter.list().ofMaxSize(5),
                        Arbitraries.of("&", "&", "&", ";", "&&"),
                        Sprinkled.pieces(IN_A_QUERY),
                        keys())
                .as((all, separator, pieces, key) ->
                        key.replace("*", Sprinkled.into(String.join(separator, all), pieces)));
        return query.injectNull(0.4);
    }

    private static Arbitrary<String> queryValues() {
        return Arbitraries.frequency(
                Tuple.of(9, "value"), Tuple.of(3, ""), Tuple.of(2, "a+b%20c"), Tuple.of(1, "x".repeat(20_000)));
    }

    /** A parameter that presents the key, ahead of the others or behind them: an asterisk stands for those. */
    private static Arbitrary<String> keys() {
        String key = FuzzedGateway.VIRTUAL_KEY;
        return Arbitraries.frequency(
                Tuple.of(8, "*"),
                Tuple.of(1, "key=" + key + "&*"),
                Tuple.of(1, "*&%6bey=" + key.replace("-", "%2D")),
                Tuple.of(1, "access%5Ftoken=" + key.replace("s", "%73") + "&*"));
    }
}
