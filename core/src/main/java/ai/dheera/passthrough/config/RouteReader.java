/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.Route.ModelLocation.Part;
import ai.dheera.passthrough.UsageReading;
import ai.dheera.passthrough.json.Node;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads a route. */
final class RouteReader {

    private static final Set<String> FIELDS =
            Set.of("method", "path", "model", "usage", "bills", "costUsd", "sticky", "upstream", "listErrorUnless");

    private final Readings readings;

    /** A reader of routes whose usage reads in these ways. */
    RouteReader(Readings readings) {
        this.readings = readings;
    }

    Optional<Route> read(Node node) {
        return node.only(FIELDS).flatMap(this::route);
    }

    private Optional<Route> route(Node node) {
        if (!node.has("path")) {
            node.problem("needs a \"path\"");
            return Optional.empty();
        }
        String method = node.member("method").flatMap(Node::text).orElse("*");
        Optional<String> path = node.member("path").flatMap(Node::text);
        Optional<UsageReading> usage = node.member("usage").flatMap(each -> each.parsed(readings::named));
        boolean bills = node.member("bills").flatMap(Node::truth).orElse(usage.isPresent());
        boolean sticky = node.member("sticky").flatMap(Node::truth).orElse(false);
        List<ModelLocation> models =
                node.member("model").map(RouteReader::models).orElse(List.of());
        return path.flatMap(template -> node.tried(() -> new Route(
                method,
                template,
                models,
                usage,
                bills,
                node.member("costUsd").flatMap(Node::decimal),
                sticky,
                node.member("upstream").flatMap(Node::text).orElse(""),
                node.member("listErrorUnless").flatMap(Node::text))));
    }

    private static List<ModelLocation> models(Node node) {
        return node.isList()
                ? node.list(RouteReader::location)
                : node.parsed(RouteReader::location).map(List::of).orElse(List.of());
    }

    private static ModelLocation location(String text) {
        if (text.equals("untold")) {
            return new ModelLocation(Part.UNTOLD, "");
        }
        int colon = text.indexOf(':');
        for (Part part : Part.values()) {
            boolean meant = colon > 0 && part.name().toLowerCase(Locale.ROOT).equals(text.substring(0, colon));
            if (meant && part != Part.UNTOLD && colon + 1 < text.length()) {
                return new ModelLocation(part, text.substring(colon + 1));
            }
        }
        throw new IllegalArgumentException("'" + text
                + "' is no place of a model: body:MEMBER, form:FIELD, path:VARIABLE, query:PARAMETER or untold is");
    }
}
