/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value stands that tells of usage: {@code prompt_tokens_details.cached_tokens}, {@code results[].tokenCount},
 * {@code output[type=web_search_call]}, {@code header:X-Amzn-Bedrock-Input-Token-Count}. Immutable.
 *
 * @param origin from where its steps lead
 * @param steps the way through JSON, without the last one's {@code #}; empty where the origin is no JSON
 * @param name what follows {@code header:}, {@code path:}, {@code query:} or {@code =}; empty otherwise
 * @param measure what is told of what stands there
 */
public record UsagePath(Origin origin, List<Step> steps, String name, Measure measure) {

    private static final Pattern STEP = Pattern.compile("([^.\\[\\]#]*)((?:\\[[^\\]]*])?)");
    private static final Pattern FILTER = Pattern.compile("\\[([^=]+)=([^=]+)]");

    // Copies the list.
    public UsagePath {
        steps = List.copyOf(steps);
    }

    /** From where a path leads. */
    public enum Origin {
        /** The usage object of a document of the answer. */
        USAGE,
        /** A document of the answer. */
        DOCUMENT,
        /** The JSON body of the request. */
        REQUEST,
        /** The answer's header. */
        HEADER,
        /** The variables of the route's path. */
        PATH,
        /** The parameters of the query. */
        QUERY,
        /** Nowhere: the name is the value. */
        CONSTANT
    }

    /** What is told of what stands at the end of a path. */
    public enum Measure {
        /** It itself. */
        VALUE,
        /** How many elements there are. */
        COUNT,
        /** How many code points the text has. */
        LENGTH
    }

    /** One step through JSON. */
    public sealed interface Step {

        /**
         * To a member of an object.
         *
         * @param name its name
         */
        record Member(String name) implements Step {}

        /** To every element of an array. */
        record Each() implements Step {}

        /**
         * To those elements of an array that are objects with a text member.
         *
         * @param member its name
         * @param value its value
         */
        record Those(String member, String value) implements Step {}
    }

    /**
     * {@return a path within usage objects, or, with {@code $.} before it, within documents; or of another origin}
     *
     * @param text such as {@code completion_tokens} or {@code $.choices[]}
     * @throws IllegalArgumentException where it is none
     */
    public static UsagePath inUsage(String text) {
        return text.startsWith("$.") ? json(Origin.DOCUMENT, text.substring(2)) : of(Origin.USAGE, text);
    }

    /**
     * {@return a path within documents, or of another origin}
     *
     * @param text such as {@code message.model}; empty for the document itself
     * @throws IllegalArgumentException where it is none
     */
    public static UsagePath inDocument(String text) {
        return of(Origin.DOCUMENT, text);
    }

    private static UsagePath of(Origin json, String text) {
        if (text.startsWith("=")) {
            return named(Origin.CONSTANT, text.substring(1));
        }
        if (text.startsWith("request:")) {
            return json(Origin.REQUEST, text.substring("request:".length()));
        }
        for (Origin origin : List.of(Origin.HEADER, Origin.PATH, Origin.QUERY)) {
            String prefix = origin.name().toLowerCase(Locale.ROOT) + ":";
            if (text.startsWith(prefix) && text.length() > prefix.length()) {
                return named(origin, text.substring(prefix.length()));
            }
        }
        return json(json, text);
    }

    private static UsagePath named(Origin origin, String name) {
        return new UsagePath(origin, List.of(), name, Measure.VALUE);
    }

    private static UsagePath json(Origin origin, String text) {
        boolean length = text.endsWith("#");
        List<Step> steps = steps(length ? text.substring(0, text.length() - 1) : text);
        boolean counts = !steps.isEmpty() && !(steps.get(steps.size() - 1) instanceof Step.Member);
        if (steps.stream().filter(Step.Those.class::isInstance).count() > 1) {
            throw new IllegalArgumentException("'" + text + "' has more than one [name=value]");
        }
        Measure measure = length ? Measure.LENGTH : counts ? Measure.COUNT : Measure.VALUE;
        return new UsagePath(origin, steps, "", measure);
    }

    private static List<Step> steps(String text) {
        List<Step> steps = new ArrayList<>();
        for (String part : text.isEmpty() ? new String[0] : text.split("\\.", -1)) {
            Matcher step = STEP.matcher(part);
            if (!step.matches() || step.group(1).isEmpty()) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no path: members with dots between, each with [] or"
                                + " [name=value] behind it where it is a list");
            }
            steps.add(new Step.Member(step.group(1)));
            if (!step.group(2).isEmpty()) {
                steps.add(elements(step.group(2), text));
            }
        }
        return steps;
    }

    private static Step elements(String brackets, String text) {
        Matcher filter = FILTER.matcher(brackets);
        if (filter.matches()) {
            return new Step.Those(filter.group(1), filter.group(2));
        }
        if (!brackets.equals("[]")) {
            throw new IllegalArgumentException("'" + brackets + "' in '" + text + "' is neither [] nor [name=value]");
        }
        return new Step.Each();
    }
}
