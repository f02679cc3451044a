/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value in a file of prices, with its place. What is asked for and found to be of the wrong kind is a problem, told
 * with that place, and then as if it were not there.
 */
final class Node {

    private static final int MOST_DIGITS = 30;

    private final @Nullable Node parent;
    private final String step;
    private final JsonElement value;
    private final Problems problems;

    private Node(@Nullable Node parent, String step, JsonElement value, Problems problems) {
        this.parent = parent;
        this.step = step;
        this.value = value;
        this.problems = problems;
    }

    static Node root(JsonElement value, Problems problems) {
        return new Node(null, "$", value, problems);
    }

    private Node child(String childStep, JsonElement of) {
        return new Node(this, childStep, of, problems);
    }

    /** Where this stands, such as {@code $[0].models[2].prices}. */
    String place() {
        return parent == null ? step : parent.place() + step;
    }

    void problem(String what) {
        problems.add(place(), what);
    }

    boolean isList() {
        return value.isJsonArray();
    }

    boolean isObject() {
        return value.isJsonObject();
    }

    boolean has(String name) {
        return value instanceof JsonObject object
                && object.has(name)
                && !object.get(name).isJsonNull();
    }

    /** A member that may be missing, or null. */
    Optional<Node> member(String name) {
        if (has(name)) {
            return Optional.of(child("." + name, object().get(name)));
        }
        return Optional.empty();
    }

    /** A member that must be there; {@code form} says what to write. */
    Optional<Node> needed(String name, String form) {
        if (!isObject()) {
            problem("must be an object, {…}");
            return Optional.empty();
        }
        Optional<Node> member = member(name);
        if (member.isEmpty()) {
            problem("has no \"" + name + "\": add " + form);
        }
        return member;
    }

    private JsonObject object() {
        if (value instanceof JsonObject object) {
            return object;
        }
        problem("must be an object, {…}");
        return new JsonObject();
    }

    /** The members of an object, by name, in order. */
    Map<String, Node> members() {
        Map<String, Node> members = new LinkedHashMap<>();
        object().asMap().forEach((name, each) -> members.put(name, child("." + name, each)));
        return members;
    }

    /** The items of a list. */
    List<Node> items() {
        if (!isList()) {
            problem("must be a list, […]");
            return List.of();
        }
        List<Node> items = new ArrayList<>();
        for (JsonElement item : value.getAsJsonArray()) {
            items.add(child("[" + items.size() + "]", item));
        }
        return items;
    }

    Optional<String> text() {
        if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            return Optional.of(value.getAsString());
        }
        problem("must be a string, \"…\"");
        return Optional.empty();
    }

    /** An exact decimal that is not negative, as a number or as text. */
    Optional<BigDecimal> decimal() {
        Optional<BigDecimal> number = decimalText().flatMap(Node::decimal);
        if (number.isEmpty()) {
            problem("must be a decimal number, 0 or more, of at most " + MOST_DIGITS + " digits");
        }
        return number;
    }

    /** What is written where a number may stand; empty where it is neither a number nor a text. */
    Optional<String> decimalText() {
        return value instanceof JsonPrimitive primitive && !primitive.isBoolean()
                ? Optional.of(primitive.getAsString())
                : Optional.empty();
    }

    static Optional<BigDecimal> decimal(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            return number.signum() >= 0 && isWritable(number) ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether a number is of a size that can be reckoned with: {@code 1E+999999999} fills the memory when added to. */
    static boolean isWritable(BigDecimal number) {
        return number.precision() <= MOST_DIGITS && Math.abs((long) number.scale()) <= MOST_DIGITS;
    }

    /** A text in some form. What the parser throws says what is wrong with it. */
    <T> Optional<T> parsed(Function<String, T> parser) {
        return text().flatMap(text -> {
            try {
                return Optional.of(parser.apply(text));
            } catch (IllegalArgumentException | DateTimeException e) {
                problem(String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        });
    }

    /** A list of texts. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        items().forEach(item -> item.text().ifPresent(texts::add));
        return texts;
    }
}
