/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How usage reads in one kind of answer: data, as provider definitions have it. Immutable.
 *
 * <p>A <em>document</em> is the JSON object that is the answer, the data of an event, a line, an element of a list, or the
 * payload of a frame. Of each value the last one that is not null counts, over all documents of an answer.
 *
 * @param name what routes call it
 * @param variants the first one of which a value is found counts
 * @param model where the name of the model stands that answered
 * @param id what the provider calls that which is billed once, however often it is fetched; empty where it cannot be
 *     fetched again
 * @param terms what prices depend on, by name: {@code serviceTier}, {@code speed}, {@code inferenceGeo}, {@code batch}
 * @param pending while all of these hold, nothing is billed yet; none where every answer is
 * @param finals where something stands, no matter what, once the usage is final; empty where all that is found is
 * @param text where the text that was produced stands, for estimates; empty where none can be made
 * @param adds whether every document is billed for itself, and they add up
 * @param grammar how the answer is made up, where its content type does not say
 * @param includeUsage the member of a request, with dots, that makes a stream tell its usage; empty where it always does
 */
public record UsageReading(
        String name,
        List<Variant> variants,
        List<UsagePath> model,
        List<UsagePath> id,
        Map<String, List<UsagePath>> terms,
        List<Condition> pending,
        List<UsagePath> finals,
        List<UsagePath> text,
        boolean adds,
        Optional<Grammar> grammar,
        Optional<String> includeUsage) {

    // Copies lists and map, in their order.
    public UsageReading {
        variants = List.copyOf(variants);
        model = List.copyOf(model);
        id = List.copyOf(id);
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
        pending = List.copyOf(pending);
        finals = List.copyOf(finals);
        text = List.copyOf(text);
    }

    /** How an answer is made up of documents. */
    public enum Grammar {
        /** One object, or a list of them. */
        JSON,
        /** One document a line. */
        LINES,
        /** Server-sent events. */
        SSE,
        /** Frames of {@code application/vnd.amazon.eventstream}. */
        AWS
    }

    /**
     * One way in which usage is told.
     *
     * @param in where in a document the usage object may stand
     * @param units what each unit is the sum of
     * @param cost what the US dollars are the sum of that the provider reports
     * @param parts elements that are billed in place of the whole, each at its own model
     */
    public record Variant(List<UsagePath> in, Map<String, List<Term>> units, List<Term> cost, List<Parts> parts) {

        // Copies lists and map, in their order.
        public Variant {
            in = List.copyOf(in);
            units = Collections.unmodifiableMap(new LinkedHashMap<>(units));
            cost = List.copyOf(cost);
            parts = List.copyOf(parts);
        }
    }

    /**
     * One summand.
     *
     * @param path where it stands
     * @param times what it is multiplied by
     * @param by where something stands that it is multiplied by, too; something that is not there is 1
     * @param unless when it is left out
     * @param given where one value has to stand for it to count; none where it counts always
     */
    public record Term(
            UsagePath path, BigDecimal times, Optional<UsagePath> by, Optional<Unless> unless, List<UsagePath> given) {

        // Copies the list.
        public Term {
            given = List.copyOf(given);
        }
    }

    /**
     * That one value is the sum of others.
     *
     * @param path where the one stands
     * @param is where the others stand; one that is not there is 0
     */
    public record Unless(UsagePath path, List<UsagePath> is) {

        // Copies the list.
        public Unless {
            is = List.copyOf(is);
        }
    }

    /**
     * Elements with a model and a usage object each.
     *
     * @param in the list, relative to usage objects
     * @param within the usage object, relative to an element
     * @param model the model, relative to an element
     */
    public record Parts(UsagePath in, UsagePath within, UsagePath model) {}

    /**
     * That a text has one of some values.
     *
     * @param path where it may stand
     * @param values the values; {@code true} and {@code false}, too
     */
    public record Condition(List<UsagePath> path, List<String> values) {

        // Copies the lists.
        public Condition {
            path = List.copyOf(path);
            values = List.copyOf(values);
        }
    }
}
