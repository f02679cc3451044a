/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider's routes as a tree of path segments. A literal segment goes before a variable one with a verb
 * (<code>{model}:generate</code>), that before a variable one, and that before a {@code *}. A literal is also found where a path spells it with percent escapes or adds parameters to it
 * ({@code %61;b=c} for {@code a}): the provider would, and what it takes for one route must not pass here as the variable
 * of another. Immutable.
 */
final class Routes {

    private final Node root = new Node();

    Routes(List<Route> routes) {
        for (Route route : routes) {
            add(route);
        }
    }

    private void add(Route route) {
        Node node = root;
        for (String segment : segments(route.path())) {
            node = node.grow(segment);
        }
        if (node.routes.putIfAbsent(route.method(), route) != null) {
            throw new IllegalArgumentException("the route " + route.method() + " " + route.path() + " is there twice");
        }
    }

    /** Finds the route of a request; {@code HEAD} is answered by the route of {@code GET}, {@code OPTIONS} by any. */
    Optional<Match> match(String method, String path) {
        return Optional.ofNullable(root.find(segments(path), 0, method, new ArrayList<>(2)));
    }

    private static String[] segments(String path) {
        return path.isEmpty() ? new String[0] : path.substring(1).split("/", -1);
    }

    private static String plain(String segment) {
        int semicolon = segment.indexOf(';');
        String text = semicolon < 0 ? segment : segment.substring(0, semicolon);
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a broken escape means itself
        }
    }

    /** As the most careless of servers would read a segment: decoded twice, without parameters, in lower case. */
    private static String careless(String segment) {
        return plain(plain(segment)).toLowerCase(Locale.ROOT);
    }

    /** Where in a raw segment the last colon begins, plain or escaped; -1 where none does. */
    private static int verbStart(String segment) {
        int semicolon = segment.indexOf(';');
        String text = semicolon < 0 ? segment : segment.substring(0, semicolon);
        return Math.max(text.lastIndexOf(':'), Math.max(text.lastIndexOf("%3A"), text.lastIndexOf("%3a")));
    }

    /** A route, and what stands in the path for the variables of its template, in their order. */
    record Match(Route route, List<String> variables) {}

    private static final class Node {

        private final Map<String, Node> literals = new HashMap<>();
        private final Map<String, Node> carelessly = new HashMap<>();
        private final Map<String, Node> verbs = new HashMap<>(0);
        private final Map<String, Route> routes = new HashMap<>();
        private @Nullable Node variable;
        private @Nullable Node rest;

        Node grow(String segment) {
            if (segment.equals("*")) {
                rest = rest == null ? new Node() : rest;
                return rest;
            }
            if (segment.startsWith("{")) {
                return growVariable(segment.substring(segment.indexOf('}') + 1));
            }
            Node literal = literals.computeIfAbsent(segment, s -> new Node());
            carelessly.putIfAbsent(careless(segment), literal);
            return literal;
        }

        private Node growVariable(String verb) {
            if (!verb.isEmpty()) {
                return verbs.computeIfAbsent(verb, s -> new Node());
            }
            variable = variable == null ? new Node() : variable;
            return variable;
        }

        @Nullable
        Match find(String[] segments, int depth, String method, List<String> variables) {
            if (depth == segments.length) {
                Match here = answer(method, variables);
                return here == null && depth == 0 && rest != null ? rest.answer(method, variables) : here;
            }
            String segment = segments[depth];
            Node literal = literals.get(plain(segment));
            Match found = literal == null ? null : literal.find(segments, depth + 1, method, variables);
            if (found != null && segment.indexOf(';') < 0) {
                return found;
            }
            Match open = findOpen(segments, depth, method, found == null ? variables : new ArrayList<>(variables));
            if (found == null && open != null) {
                Node careless = carelessly.get(careless(segment));
                Match other = careless == null || careless == literal
                        ? null
                        : careless.find(segments, depth + 1, method, new ArrayList<>(variables));
                return unambiguous(open, other);
            }
            return found == null ? null : unambiguous(found, open);
        }

        private static Match unambiguous(Match found, @Nullable Match other) {
            if (other != null && !other.route.models().equals(found.route.models())) {
                throw Refusal.of(
                        ErrorCode.BAD_PATH,
                        "The path means one endpoint to some and another one to others; nothing was sent to the provider.");
            }
            return found;
        }

        /** By what any segment may stand for. */
        private @Nullable Match findOpen(String[] segments, int depth, String method, List<String> variables) {
            String segment = segments[depth];
            Match found = null;
            int verb = verbs.isEmpty() ? -1 : verbStart(segment);
            if (verb > 0) {
                Node ofVerb = verbs.get(plain(segment.substring(verb)));
                found = through(ofVerb, segment.substring(0, verb), segments, depth, method, variables);
            }
            if (found == null && !segment.isEmpty()) {
                found = through(variable, segment, segments, depth, method, variables);
            }
            return found == null && rest != null ? rest.answer(method, variables) : found;
        }

        private static @Nullable Match through(
                @Nullable Node node,
                String value,
                String[] segments,
                int depth,
                String method,
                List<String> variables) {
            if (node == null) {
                return null;
            }
            variables.add(value);
            Match found = node.find(segments, depth + 1, method, variables);
            if (found == null) {
                variables.remove(variables.size() - 1);
            }
            return found;
        }

        private @Nullable Match answer(String method, List<String> variables) {
            Route route = routes.get(method);
            if (route == null) {
                route = routes.get("*");
            }
            if (route == null && method.equals("HEAD")) {
                route = routes.get("GET");
            }
            if (route == null && method.equals("OPTIONS") && !routes.isEmpty()) {
                route = routes.values().iterator().next();
            }
            return route == null ? null : new Match(route, variables);
        }
    }
}
