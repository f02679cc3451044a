/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A value in a configuration, with its place. What is asked for and found to be of the wrong kind is a problem, told
 * with that place, and then as if it were not there.
 */
final class Node {

    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private static final int MOST_DIGITS = 30;

    private final String place;
    private final JsonElement value;
    private final Problems problems;

    Node(String place, JsonElement value, Problems problems) {
        this.place = place;
        this.value = value;
        this.problems = problems;
    }

    void problem(String what) {
        problems.add(place, what);
    }

    /** Tells what is wrong with the file that this names. */
    void problemsElsewhere(List<String> told) {
        problems.addElsewhere(told);
    }

    /** This, if it is an object; its members that are none of these are problems. */
    Optional<Node> only(Set<String> names) {
        if (!value.isJsonObject()) {
            problem("must be an object");
            return Optional.empty();
        }
        object().keySet().stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> problems.add(place + "." + name, "is not a known field; these are: " + sorted(names)));
        return Optional.of(this);
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }

    private JsonObject object() {
        if (value instanceof JsonObject object) {
            return object;
        }
        problem("must be an object");
        return new JsonObject();
    }

    boolean isText() {
        return value instanceof JsonPrimitive primitive && primitive.isString();
    }

    boolean isObject() {
        return value.isJsonObject();
    }

    boolean isList() {
        return value.isJsonArray();
    }

    boolean has(String name) {
        return value instanceof JsonObject object && object.has(name);
    }

    Optional<Node> member(String name) {
        return Optional.ofNullable(object().get(name)).map(found -> new Node(place + "." + name, found, problems));
    }

    /** The members of an object, by name, in order. */
    Map<String, Node> members() {
        Map<String, Node> members = new LinkedHashMap<>();
        object().asMap().forEach((name, each) -> members.put(name, new Node(place + "." + name, each, problems)));
        return members;
    }

    /** The items of a list. */
    List<Node> items() {
        if (!value.isJsonArray()) {
            problem("must be a list");
            return List.of();
        }
        List<Node> items = new ArrayList<>();
        for (JsonElement item : value.getAsJsonArray()) {
            items.add(new Node(place + "[" + items.size() + "]", item, problems));
        }
        return items;
    }

    Optional<String> text() {
        if (isText()) {
            return Optional.of(value.getAsString());
        }
        problem("must be a string");
        return Optional.empty();
    }

    Optional<Boolean> truth() {
        if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return Optional.of(primitive.getAsBoolean());
        }
        problem("must be true or false");
        return Optional.empty();
    }

    /** A whole number in a range. */
    Optional<Long> number(long least, long most) {
        if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
            try {
                long number = primitive.getAsBigDecimal().longValueExact();
                if (number >= least && number <= most) {
                    return Optional.of(number);
                }
            } catch (ArithmeticException e) {
                // told below
            }
        }
        problem("must be a whole number from " + least + " to " + most);
        return Optional.empty();
    }

    /** An exact decimal, as a number or as text; of a length that can be written down. */
    Optional<BigDecimal> decimal() {
        if (value instanceof JsonPrimitive primitive && !primitive.isBoolean()) {
            try {
                BigDecimal number = new BigDecimal(primitive.getAsString());
                if (Math.abs(number.scale()) <= MOST_DIGITS && number.precision() <= MOST_DIGITS) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException e) {
                // told below
            }
        }
        problem("must be a decimal number of at most " + MOST_DIGITS + " digits");
        return Optional.empty();
    }

    /** A text in some form. What the parser throws says what is wrong with it. */
    <T> Optional<T> parsed(Function<String, T> parser) {
        return text().flatMap(text -> tried(() -> parser.apply(text)));
    }

    /** What can be made of this; an {@link IllegalArgumentException} or the like is a problem here. */
    <T> Optional<T> tried(Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (IllegalArgumentException | DateTimeException e) {
            problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** A list of texts in some form. */
    <T> List<T> list(Function<String, T> parser) {
        List<T> parsed = new ArrayList<>();
        items().forEach(item -> item.parsed(parser).ifPresent(parsed::add));
        return parsed;
    }

    List<String> texts() {
        return list(Function.identity());
    }

    /** An object whose members are texts. */
    Map<String, String> textMap() {
        Map<String, String> texts = new LinkedHashMap<>();
        members().forEach((name, each) -> each.text().ifPresent(text -> texts.put(name, text)));
        return texts;
    }

    /** The value as JSON text. */
    String json() {
        return GSON.toJson(value);
    }
}
