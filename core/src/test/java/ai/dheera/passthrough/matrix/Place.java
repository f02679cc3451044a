/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.matrix;

import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.Route.ModelLocation.Part;
import java.util.List;
import java.util.stream.Stream;

/** One of the ways to name a model in the requests of one route. */
record Place(Provider provider, Route route, ModelLocation location) {

    /** What a restricted key may use. */
    static final String ALLOWED = "allowed-model";

    static final String OTHER = "other-model";

    /** Of a name that two variables of a path make. */
    private static final String OWNER = "allowed-owner";

    static final List<String> LISTED = List.of(ALLOWED, OWNER + "/" + ALLOWED);

    private static final String BOUNDARY = "b0undary";
    static final String FORM = "multipart/form-data; boundary=" + BOUNDARY;

    static Stream<Place> of(Provider provider) {
        return provider.routes().stream()
                .flatMap(route -> route.models().stream()
                        .filter(location -> location.part() != Part.UNTOLD)
                        .map(location -> new Place(provider, route, location)));
    }

    /** A request to a route that names no model anywhere. */
    static Sketch nameless(Provider provider, Route route) {
        return Sketch.of(method(route), "/" + provider.name() + filled(route.path()));
    }

    private static String method(Route route) {
        return route.method().equals("*") ? "POST" : route.method();
    }

    private static String filled(String template) {
        return template.replaceAll("\\{[^}]*}", "x1").replace("*", "rest");
    }

    String name() {
        return location.name();
    }

    Part part() {
        return location.part();
    }

    /** A request that names a model where the route says. */
    Sketch naming(String model) {
        return switch (part()) {
            case PATH -> inPath(model);
            case QUERY -> nameless().query(name() + "=" + model);
            case BODY -> nameless().body("application/json", json(model));
            case FORM -> nameless().body(FORM, form(part(name(), model)));
            case UNTOLD -> throw new IllegalStateException("nowhere");
        };
    }

    Sketch nameless() {
        return part() == Part.PATH ? inPath("x1") : nameless(provider, route);
    }

    private Sketch inPath(String raw) {
        String template = route.path();
        List<String> variables = location.variables();
        for (String variable : variables) {
            boolean last = variable.equals(variables.get(variables.size() - 1));
            template = template.replace("{" + variable + "}", last ? raw : OWNER);
        }
        return Sketch.of(method(route), "/" + provider.name() + filled(template));
    }

    String json(String model) {
        return "{\"stream\":true,\"" + name() + "\":\"" + model + "\"}";
    }

    static String part(String name, String value) {
        return head("Content-Disposition: form-data; name=\"" + name + "\"", value);
    }

    static String head(String lines, String value) {
        return "--" + BOUNDARY + "\r\n" + lines + "\r\n\r\n" + value + "\r\n";
    }

    static String form(String... parts) {
        return String.join("", parts) + "--" + BOUNDARY + "--\r\n";
    }

    @Override
    public String toString() {
        return provider.name() + " " + route.method() + " " + route.path() + " " + part() + ":" + name();
    }
}
