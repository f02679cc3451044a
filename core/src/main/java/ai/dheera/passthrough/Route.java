/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One of a provider's endpoints. Immutable.
 *
 * @param method the HTTP method, or {@code *} for every one
 * @param path the path template below the provider, such as {@code /v1/messages/batches/{id}}: <code>{name}</code>
 *     stands for one segment, <code>{name}:verb</code> for one that ends with {@code :verb}, {@code *} as the last segment
 *     for any rest; what else stands there needs no
 *     percent-encoding, and may be percent-encoded in a request all the same
 * @param models where a request may name its model, in the order in which to look; empty where no model is asked
 * @param usage how the usage in its answer reads; empty where the answer tells none
 * @param bills whether the provider charges for it
 * @param costUsd what a successful request costs, where that is fixed
 * @param sticky whether it makes or uses objects that belong to the credential, so that a virtual key always gets the
 *     same one here
 * @param upstream the name of the base URL where it is; <code>{name}</code> for the one that is named as a variable of the
 *     path says; the provider's main one where it is empty, or there is none of that name
 * @param listErrorUnless the query parameter without which its errors stand in a JSON array, such as {@code alt=sse};
 *     empty where they never do
 */
public record Route(
        String method,
        String path,
        List<ModelLocation> models,
        Optional<UsageReading> usage,
        boolean bills,
        Optional<BigDecimal> costUsd,
        boolean sticky,
        String upstream,
        Optional<String> listErrorUnless) {

    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~!$&'()+,=:@-]*");
    private static final Pattern VARIABLE = Pattern.compile("\\{[A-Za-z0-9._~-]+}(:[A-Za-z][A-Za-z0-9._~-]*)?");

    // Copies the list and refuses what can never match.
    public Route {
        models = List.copyOf(models);
        if (!method.equals("*") && !method.matches("[A-Z]+")) {
            throw new IllegalArgumentException("'" + method + "' is no HTTP method in upper case, nor *");
        }
        checkTemplate(path);
        for (ModelLocation location : models) {
            location.variables().forEach(variable -> checkVariable(path, variable));
        }
        if (costUsd.isPresent() && costUsd.get().signum() < 0) {
            throw new IllegalArgumentException("the cost of '" + path + "' is negative");
        }
    }

    /**
     * A route at the provider's main base URL, whose requests may be sent with any credential.
     *
     * @param method the HTTP method, or {@code *} for every one
     * @param path the path template
     * @param models where a request may name its model
     * @param usage how the usage in its answer reads
     * @param bills whether the provider charges for it
     * @param costUsd what a successful request costs, where that is fixed
     */
    public Route(
            String method,
            String path,
            List<ModelLocation> models,
            Optional<UsageReading> usage,
            boolean bills,
            Optional<BigDecimal> costUsd) {
        this(method, path, models, usage, bills, costUsd, false, "", Optional.empty());
    }

    private static void checkVariable(String path, String variable) {
        if (!path.contains("{" + variable + "}")) {
            throw new IllegalArgumentException(
                    "the path template '" + path + "' has no {" + variable + "} for the model");
        }
    }

    private static void checkTemplate(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path template '" + path + "' does not begin with a slash");
        }
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            if (!mayStand(segments[i], last)) {
                throw new IllegalArgumentException("in the path template '" + path + "' the segment '" + segments[i]
                        + "' is neither plain text, nor a {variable}, nor a * at the end");
            }
        }
    }

    private static boolean mayStand(String segment, boolean last) {
        if (segment.isEmpty() || segment.equals("*")) {
            return last;
        }
        boolean dots = segment.equals(".") || segment.equals("..");
        return VARIABLE.matcher(segment).matches() || (LITERAL.matcher(segment).matches() && !dots);
    }

    /**
     * {@return which of the variables of the path template has a name, counted from 0; -1 where none has}
     *
     * @param name the name, without braces
     */
    public int variableIndex(String name) {
        int at = path.indexOf("{" + name + "}");
        return at < 0
                ? -1
                : (int) path.substring(0, at).chars().filter(c -> c == '{').count();
    }

    /**
     * {@return whether its errors stand in a JSON array}
     *
     * @param query the raw query, or null where there is none
     */
    public boolean listsErrors(@Nullable String query) {
        return listErrorUnless.isPresent()
                && (query == null || !List.of(query.split("&")).contains(listErrorUnless.get()));
    }

    /**
     * {@return a route that asks for no model and is not charged}
     *
     * @param method the HTTP method, or {@code *} for every one
     * @param path the path template
     */
    public static Route of(String method, String path) {
        return new Route(method, path, List.of(), Optional.empty(), false, Optional.empty());
    }

    /**
     * Where a request names its model.
     *
     * @param part the part of the request
     * @param name the name of the member, field, parameter or template variable; of several variables with slashes
     *     between, whose values with slashes between are the model; empty for {@link Part#UNTOLD}
     */
    public record ModelLocation(Part part, String name) {

        /** {@return the template variables that make the model; empty where it stands elsewhere} */
        public List<String> variables() {
            return part == Part.PATH ? List.of(name.split("/")) : List.of();
        }

        /** A part of a request. */
        public enum Part {
            /** A member of the JSON object that is the body. */
            BODY,
            /** A text field of the {@code multipart/form-data} that is the body. */
            FORM,
            /** A variable of the path template. */
            PATH,
            /** A query parameter. */
            QUERY,
            /** Models run, and the request does not tell which. */
            UNTOLD
        }
    }
}
