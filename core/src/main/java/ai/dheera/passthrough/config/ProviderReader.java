/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Credential.Placement;
import ai.dheera.passthrough.ErrorShape;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Provider.Moves;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.json.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a provider: a built-in definition, or a configured one, which may build upon a built-in. */
final class ProviderReader {

    private static final Set<String> MEMBERS = Set.of(
            "description",
            "source",
            "environment",
            "upstream",
            "version",
            "keyCarriers",
            "credential",
            "withhold",
            "requestId",
            "errors",
            "routes",
            "headers",
            "query",
            "timeouts",
            "maxConnections",
            "moves",
            "upstreams",
            "settings",
            "aliases",
            "urls",
            "readings",
            "prices",
            "pricedAs",
            "requestUsage");

    private static final Set<String> DEFINITION = union(MEMBERS, Set.of("upstreamExample"));
    private static final Set<String> CONFIGURATION =
            union(union(MEMBERS, Set.of("like", "credentials")), UpstreamReader.SETTINGS);

    /** Stands for a base URL that the operator has to give; leads nowhere (RFC 6761, 6.4). */
    private static final String NOWHERE = "https://upstream.invalid";

    private static final Set<String> PLACEMENT = Set.of("header", "prefix", "query");
    private static final Set<String> ERRORS = Set.of("body", "types", "headers");
    private static final Set<String> MOVES = Set.of("most", "longestBody");
    private static final Set<String> TIMEOUTS = Set.of("connect", "firstByte", "idle", "total");

    /** Of an endpoint that nobody described, nobody knows whether it runs a model, nor where it would be named. */
    private static final Route ANY_ROUTE = new Route(
            "*",
            "/*",
            List.of(new ModelLocation(ModelLocation.Part.UNTOLD, "")),
            Optional.empty(),
            true,
            Optional.empty());

    private static final Set<String> SET_BY_THE_GATEWAY = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "upgrade",
            "expect");

    private ProviderReader() {}

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        return Set.copyOf(all);
    }

    /** Reads a built-in definition. */
    static Optional<Provider.Builder> definition(String name, Node node) {
        if (node.has("upstream") == node.has("upstreamExample")) {
            node.problem("needs either an \"upstream\" or an \"upstreamExample\"");
        }
        return node.only(DEFINITION)
                .flatMap(each -> each.has("upstream") ? upstream(each) : Optional.of(NOWHERE))
                .flatMap(url -> node.tried(() -> Provider.named(name, url)))
                .flatMap(builder -> read(node, builder));
    }

    /** Reads a configured provider. */
    static Optional<Provider> configured(String name, Node node) {
        return node.only(CONFIGURATION).flatMap(object -> provider(name, object));
    }

    private static Optional<Provider> provider(String name, Node node) {
        List<Credential> credentials = CredentialReader.read(
                name, node.member("credentials").map(Node::items).orElse(List.of()));
        Optional<Provider.Builder> base = node.has("like") ? like(name, node) : builtInOrOwn(name, node);
        return base.flatMap(builder -> read(node, builder))
                .map(builder -> builder.credentials(credentials))
                .flatMap(builder -> node.tried(builder::build))
                .map(provider -> checked(node, provider));
    }

    private static Provider checked(Node node, Provider provider) {
        UpstreamReader.checkSettings(node, provider);
        return provider;
    }

    private static Optional<Provider.Builder> like(String name, Node node) {
        Node like = node.member("like").orElseThrow();
        Optional<String> model = like.text();
        if (model.isEmpty()) {
            return Optional.empty();
        }
        Optional<Provider.Builder> base = Definitions.builtIn(model.get());
        if (base.isEmpty()) {
            like.problem("is no built-in provider; these are: " + Definitions.names());
            return Optional.empty();
        }
        return at(node, base.get(), model.get()).flatMap(builder -> node.tried(() -> builder.name(name)));
    }

    /** The built-in of a name where the operator says it is, which is needed of some. */
    private static Optional<Provider.Builder> at(Node node, Provider.Builder builtIn, String name) {
        if (node.has("upstream")) {
            return upstream(node).map(builtIn::upstream);
        }
        Optional<String> example = Definitions.upstreamExample(name);
        example.ifPresent(url -> node.problem("needs an \"upstream\", your base URL, such as " + url));
        return example.isPresent() ? Optional.empty() : Optional.of(builtIn);
    }

    private static Optional<Provider.Builder> builtInOrOwn(String name, Node node) {
        Optional<Provider.Builder> builtIn = Definitions.builtIn(name);
        if (builtIn.isPresent()) {
            return at(node, builtIn.get(), name);
        }
        if (!node.has("upstream")) {
            node.problem("needs an \"upstream\": '" + name + "' is no built-in provider, nor is it \"like\" one; these"
                    + " are: " + Definitions.names());
            return Optional.empty();
        }
        return upstream(node)
                .flatMap(url -> node.tried(() -> Provider.named(name, url)))
                .map(builder -> builder.routes(List.of(ANY_ROUTE)));
    }

    private static Optional<String> upstream(Node node) {
        return node.member("upstream").flatMap(UpstreamReader::upstream);
    }

    private static Optional<Provider.Builder> read(Node node, Provider.Builder builder) {
        node.member("version").flatMap(Node::text).ifPresent(builder::version);
        UpstreamReader.read(node, builder, known(node, builder));
        node.member("keyCarriers").map(Node::texts).ifPresent(builder::keyCarriers);
        node.member("credential")
                .flatMap(place -> place.only(PLACEMENT))
                .flatMap(ProviderReader::placement)
                .ifPresent(builder::placement);
        node.member("withhold").map(Node::texts).map(Set::copyOf).ifPresent(builder::withheld);
        node.member("requestId").flatMap(Node::text).ifPresent(builder::requestIdHeader);
        node.member("errors")
                .flatMap(shape -> shape.only(ERRORS))
                .map(ProviderReader::errorShape)
                .ifPresent(builder::errorShape);
        node.member("headers").map(ProviderReader::headers).ifPresent(builder::headers);
        node.member("query").map(Node::textMap).ifPresent(builder::query);
        Timeouts usual = known(node, builder).map(Provider::timeouts).orElse(Timeouts.DEFAULT);
        node.member("timeouts")
                .flatMap(times -> times.only(TIMEOUTS))
                .map(times -> timeouts(times, usual))
                .ifPresent(builder::timeouts);
        node.member("maxConnections")
                .flatMap(most -> most.number(1, 1_000_000))
                .ifPresent(most -> builder.maxConnections(most.intValue()));
        node.member("moves")
                .flatMap(moves -> moves.only(MOVES))
                .map(ProviderReader::moves)
                .ifPresent(builder::moves);
        node.member("prices").flatMap(Node::text).ifPresent(builder::prices);
        node.member("pricedAs").map(Node::textMap).ifPresent(builder::pricedAs);
        node.member("requestUsage").flatMap(Node::truth).ifPresent(builder::requestsUsage);
        List<Route> known = known(node, builder).map(Provider::routes).orElse(List.of());
        Readings readings = node.member("readings")
                .map(ReadingReader::readings)
                .map(Readings.shipped()::with)
                .orElse(Readings.shipped());
        node.member("routes").ifPresent(routes -> builder.routes(routes(routes, known, new RouteReader(readings))));
        known(node, builder).ifPresent(provider -> UpstreamReader.checkNames(node, provider));
        return Optional.of(builder);
    }

    private static Optional<Provider> known(Node node, Provider.Builder builder) {
        return node.tried(builder::build);
    }

    private static Map<String, String> headers(Node node) {
        Map<String, String> headers = new LinkedHashMap<>();
        node.members()
                .forEach((name, each) -> each.text()
                        .filter(value -> isField(each, name, value))
                        .ifPresent(value -> headers.put(name, value)));
        return headers;
    }

    private static boolean isField(Node node, String name, String value) {
        boolean fits = name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
                && value.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t');
        boolean ours = SET_BY_THE_GATEWAY.contains(name.toLowerCase(Locale.ROOT));
        if (!fits) {
            node.problem("is no header field: its name or value has a character that may not stand there");
        } else if (ours) {
            node.problem("is a header field that the gateway sets itself");
        }
        return fits && !ours;
    }

    private static Optional<Placement> placement(Node node) {
        if (node.has("header") == node.has("query")) {
            node.problem("needs either a \"header\" or a \"query\" parameter");
            return Optional.empty();
        }
        String prefix = node.member("prefix").flatMap(Node::text).orElse("");
        Optional<Placement> header =
                node.member("header").flatMap(name -> name.parsed(text -> Placement.header(text, prefix)));
        return header.or(() -> node.member("query").flatMap(name -> name.parsed(Placement::query)));
    }

    private static ErrorShape errorShape(Node node) {
        Map<Integer, String> types = new HashMap<>(node.has("types") ? Map.of() : ErrorShape.OWN.types());
        Map<String, String> named = node.member("types").map(Node::textMap).orElse(Map.of());
        named.forEach((status, type) -> {
            if (status.matches("[1-5][0-9][0-9]")) {
                types.put(Integer.valueOf(status), type);
            } else if (!status.equals("default")) {
                node.problem("'" + status + "' is no HTTP status, nor \"default\"");
            }
        });
        return new ErrorShape(
                node.member("body").map(Node::json).orElse(ErrorShape.OWN.template()),
                types,
                named.getOrDefault("default", ErrorShape.OWN.otherType()),
                node.member("headers").map(Node::textMap).orElse(Map.of()));
    }

    private static Timeouts timeouts(Node node, Timeouts usual) {
        return node.tried(() -> new Timeouts(
                        time(node, "connect", usual.connect()),
                        time(node, "firstByte", usual.firstByte()),
                        time(node, "idle", usual.idle()),
                        time(node, "total", usual.total())))
                .orElse(usual);
    }

    private static Moves moves(Node node) {
        return new Moves(
                amount(node, "most", 100, Moves.DEFAULT.most()),
                amount(node, "longestBody", Integer.MAX_VALUE, Moves.DEFAULT.longestBody()));
    }

    private static int amount(Node node, String name, int most, int usual) {
        return node.member(name)
                .flatMap(value -> value.number(0, most))
                .map(Long::intValue)
                .orElse(usual);
    }

    private static Duration time(Node node, String name, Duration usual) {
        return node.member(name).flatMap(Durations::read).orElse(usual);
    }

    private static List<Route> routes(Node node, List<Route> known, RouteReader reader) {
        if (node.isText()) {
            if (!node.text().orElse("").equals("any")) {
                node.problem("must be a list of routes, or \"any\"");
            }
            List<Route> all = new ArrayList<>(known);
            all.remove(ANY_ROUTE);
            all.add(ANY_ROUTE);
            return all;
        }
        List<Route> routes = new ArrayList<>();
        node.items().forEach(item -> reader.read(item).ifPresent(routes::add));
        return routes;
    }
}
