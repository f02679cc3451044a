/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Credential.Placement;
import ai.dheera.passthrough.ErrorShape;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Timeouts;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a provider: a built-in definition, or a configured one, which may build upon a built-in. */
final class ProviderReader {

    private static final Set<String> DEFINITION = Set.of(
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
            "maxConnections");

    private static final Set<String> CONFIGURATION = union(DEFINITION, Set.of("like", "credentials"));
    private static final Route ANY_ROUTE = Route.of("*", "/*");

    private ProviderReader() {}

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        return Set.copyOf(all);
    }

    /** Reads a built-in definition. */
    static Optional<Provider.Builder> definition(String name, Node node) {
        node.only(DEFINITION);
        return upstream(node)
                .flatMap(url -> node.tried(() -> Provider.named(name, url)))
                .flatMap(builder -> read(node, builder));
    }

    /** Reads a configured provider. */
    static Optional<Provider> configured(String name, Node node) {
        node.only(CONFIGURATION);
        Optional<Provider.Builder> base = node.has("like") ? like(name, node) : builtInOrOwn(name, node);
        return base.flatMap(builder -> read(node, builder))
                .map(builder -> builder.credentials(credentials(name, node)))
                .flatMap(builder -> node.tried(builder::build));
    }

    private static Optional<Provider.Builder> like(String name, Node node) {
        Node like = node.member("like").orElseThrow();
        Optional<Provider.Builder> base = like.text().flatMap(Definitions::builtIn);
        if (base.isEmpty()) {
            like.problem("is no built-in provider; these are: " + Definitions.names());
            return Optional.empty();
        }
        Provider.Builder builder = base.get();
        upstream(node).ifPresent(builder::upstream);
        return node.tried(() -> builder.name(name));
    }

    private static Optional<Provider.Builder> builtInOrOwn(String name, Node node) {
        Optional<Provider.Builder> builtIn = Definitions.builtIn(name);
        if (builtIn.isPresent()) {
            upstream(node).ifPresent(builtIn.get()::upstream);
            return builtIn;
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

    private static Optional<URI> upstream(Node node) {
        return node.member("upstream").flatMap(url -> url.parsed(URI::create));
    }

    private static Optional<Provider.Builder> read(Node node, Provider.Builder builder) {
        node.member("version").flatMap(Node::text).ifPresent(builder::version);
        node.member("keyCarriers").map(Node::texts).ifPresent(builder::keyCarriers);
        node.member("credential").flatMap(ProviderReader::placement).ifPresent(builder::placement);
        node.member("withhold").map(Node::texts).map(Set::copyOf).ifPresent(builder::withheld);
        node.member("requestId").flatMap(Node::text).ifPresent(builder::requestIdHeader);
        node.member("errors").map(ProviderReader::errorShape).ifPresent(builder::errorShape);
        node.member("headers").map(ProviderReader::headers).ifPresent(builder::headers);
        node.member("query").map(Node::textMap).ifPresent(builder::query);
        node.member("timeouts").map(ProviderReader::timeouts).ifPresent(builder::timeouts);
        node.member("maxConnections")
                .flatMap(most -> most.number(1, 1_000_000))
                .ifPresent(most -> builder.maxConnections(most.intValue()));
        node.member("routes").ifPresent(routes -> builder.routes(routes(routes, known(node, builder))));
        return Optional.of(builder);
    }

    private static List<Route> known(Node node, Provider.Builder builder) {
        return node.tried(builder::build).map(Provider::routes).orElse(List.of());
    }

    private static Map<String, String> headers(Node node) {
        Map<String, String> headers = new HashMap<>();
        node.members()
                .forEach((name, each) -> each.text()
                        .filter(value -> isField(each, name, value))
                        .ifPresent(value -> headers.put(name, value)));
        return headers;
    }

    private static boolean isField(Node node, String name, String value) {
        boolean fits = name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
                && value.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t');
        if (!fits) {
            node.problem("is no header field: its name or value has a character that may not stand there");
        }
        return fits;
    }

    private static Optional<Placement> placement(Node node) {
        node.only(Set.of("header", "prefix", "query"));
        String prefix = node.member("prefix").flatMap(Node::text).orElse("");
        Optional<Placement> header =
                node.member("header").flatMap(name -> name.parsed(text -> Placement.header(text, prefix)));
        return header.or(() -> node.member("query").flatMap(name -> name.parsed(Placement::query)));
    }

    private static ErrorShape errorShape(Node node) {
        node.only(Set.of("body", "types", "headers"));
        Map<Integer, String> types = new HashMap<>();
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

    private static Timeouts timeouts(Node node) {
        node.only(Set.of("connect", "firstByte", "idle", "total"));
        Timeouts usual = Timeouts.DEFAULT;
        return node.tried(() -> new Timeouts(
                        time(node, "connect", usual.connect()),
                        time(node, "firstByte", usual.firstByte()),
                        time(node, "idle", usual.idle()),
                        time(node, "total", usual.total())))
                .orElse(usual);
    }

    private static Duration time(Node node, String name, Duration usual) {
        return node.member(name).flatMap(Durations::read).orElse(usual);
    }

    private static List<Route> routes(Node node, List<Route> known) {
        if (node.isText()) {
            if (!node.text().orElse("").equals("any")) {
                node.problem("must be a list of routes, or \"any\"");
            }
            List<Route> all = new ArrayList<>(known);
            all.add(ANY_ROUTE);
            return all;
        }
        List<Route> routes = new ArrayList<>();
        node.items().forEach(item -> RouteReader.read(item).ifPresent(routes::add));
        return routes;
    }

    private static List<Credential> credentials(String provider, Node node) {
        List<Credential> credentials = new ArrayList<>();
        for (Node item : node.member("credentials").map(Node::items).orElse(List.of())) {
            String id = provider + "-" + (credentials.size() + 1);
            CredentialReader.read(item, id).ifPresent(credentials::add);
        }
        return credentials;
    }
}
