/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.json;

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
import org.jspecify.annotations.Nullable;

/**
 * A value in a document, with its place. What is asked for and found to be of the wrong kind is a problem, told with
 * that place, and then as if it were not there. Used by one thread.
 */
public final class Node {

    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

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

    private Node member(String name, JsonElement of) {
        return child("." + name, of);
    }

    /** {@return where this stands, such as {@code $[0].models[2].prices}} */
    public String place() {
        return parent == null ? step : parent.place() + step;
    }

    /**
     * Tells what is wrong here.
     *
     * @param what such as "must be a list"
     */
    public void problem(String what) {
        problems.add(place(), what);
    }

    /**
     * Tells what is wrong with the file that this names.
     *
     * @param told one line each, with that file's name and place
     */
    public void problemsElsewhere(List<String> told) {
        problems.addElsewhere(told);
    }

    /**
     * {@return this, if it is an object; its members that have none of these names are problems}
     *
     * @param names the members that it may have
     */
    public Optional<Node> only(Set<String> names) {
        if (!isObject()) {
            problem("must be an object");
            return Optional.empty();
        }
        members().forEach((name, member) -> {
            if (!names.contains(name)) {
                member.problem("is not a known field; these are: " + sorted(names));
            }
        });
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

    /** {@return whether this is a string} */
    public boolean isText() {
        return value instanceof JsonPrimitive primitive && primitive.isString();
    }

    /** {@return whether this is an object} */
    public boolean isObject() {
        return value.isJsonObject();
    }

    /** {@return whether this is a list} */
    public boolean isList() {
        return value.isJsonArray();
    }

    /**
     * {@return whether this is an object with such a member, be it null}
     *
     * @param name the member's
     */
    public boolean has(String name) {
        return value instanceof JsonObject object && object.has(name);
    }

    /**
     * {@return a member of this object, be it null; empty where it is missing}
     *
     * @param name the member's
     */
    public Optional<Node> member(String name) {
        return Optional.ofNullable(object().get(name)).map(found -> member(name, found));
    }

    /**
     * {@return whether this is an object with such a member that is not null}
     *
     * @param name the member's
     */
    public boolean isFilled(String name) {
        return value instanceof JsonObject object
                && object.has(name)
                && !object.get(name).isJsonNull();
    }

    /**
     * {@return a member of this; empty where it is missing or null, or this is no object, which is no problem}
     *
     * @param name the member's
     */
    public Optional<Node> filled(String name) {
        return isFilled(name) ? member(name) : Optional.empty();
    }

    /**
     * {@return a member that is a problem where it is missing or null}
     *
     * @param name the member's
     * @param form what to write there
     */
    public Optional<Node> needed(String name, String form) {
        if (!isObject()) {
            problem("must be an object");
            return Optional.empty();
        }
        Optional<Node> member = filled(name);
        if (member.isEmpty()) {
            problem("has no \"" + name + "\": add " + form);
        }
        return member;
    }

    /** {@return the members of this object, by name, in order} */
    public Map<String, Node> members() {
        Map<String, Node> members = new LinkedHashMap<>();
        object().asMap().forEach((name, each) -> members.put(name, member(name, each)));
        return members;
    }

    /** {@return the items of this list} */
    public List<Node> items() {
        if (!isList()) {
            problem("must be a list");
            return List.of();
        }
        List<Node> items = new ArrayList<>();
        for (JsonElement item : value.getAsJsonArray()) {
            items.add(child("[" + items.size() + "]", item));
        }
        return items;
    }

    /** {@return this string} */
    public Optional<String> text() {
        if (isText()) {
            return Optional.of(value.getAsString());
        }
        problem("must be a string");
        return Optional.empty();
    }

    /** {@return this truth} */
    public Optional<Boolean> truth() {
        if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return Optional.of(primitive.getAsBoolean());
        }
        problem("must be true or false");
        return Optional.empty();
    }

    /**
     * {@return this whole number}
     *
     * @param least the smallest that will do
     * @param most the largest that will do
     */
    public Optional<Long> number(long least, long most) {
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

    /** {@return this exact decimal, written as a number or as text; of a length that can be written down} */
    public Optional<BigDecimal> decimal() {
        Optional<BigDecimal> number = decimalText().flatMap(Node::decimal);
        if (number.isEmpty()) {
            problem("must be a decimal number of at most " + MOST_DIGITS + " digits");
        }
        return number;
    }

    /** {@return this exact decimal, as {@link #decimal()}, which must not be negative} */
    public Optional<BigDecimal> amount() {
        Optional<BigDecimal> number = decimalText().flatMap(Node::decimal).filter(each -> each.signum() >= 0);
        if (number.isEmpty()) {
            problem("must be a decimal number, 0 or more, of at most " + MOST_DIGITS + " digits");
        }
        return number;
    }

    /** {@return what is written where a number may stand; empty where it is neither a number nor a text} */
    public Optional<String> decimalText() {
        return value instanceof JsonPrimitive primitive && !primitive.isBoolean()
                ? Optional.of(primitive.getAsString())
                : Optional.empty();
    }

    /**
     * {@return the number that a text is, where it is one that can be reckoned with}
     *
     * @param text any text
     */
    public static Optional<BigDecimal> decimal(String text) {
        try {
            return Optional.of(new BigDecimal(text)).filter(Node::isWritable);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * {@return whether a number is of a size that can be reckoned with: {@code 1E+999999999} fills the memory when added
     * to}
     *
     * @param number any number
     */
    public static boolean isWritable(BigDecimal number) {
        return number.precision() <= MOST_DIGITS && Math.abs((long) number.scale()) <= MOST_DIGITS;
    }

    /**
     * {@return what a text in some form stands for}
     *
     * @param parser reads it; the message of what it throws says what is wrong with it
     * @param <T> what it stands for
     */
    public <T> Optional<T> parsed(Function<String, T> parser) {
        return text().flatMap(text -> tried(() -> parser.apply(text)));
    }

    /**
     * {@return what can be made of this}
     *
     * @param maker makes it; an {@link IllegalArgumentException} or the like is a problem here
     * @param <T> what it makes
     */
    public <T> Optional<T> tried(Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (IllegalArgumentException | DateTimeException e) {
            problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * {@return what the texts of this list stand for, as {@link #parsed} does}
     *
     * @param parser reads each
     * @param <T> what each stands for
     */
    public <T> List<T> list(Function<String, T> parser) {
        List<T> parsed = new ArrayList<>();
        items().forEach(item -> item.parsed(parser).ifPresent(parsed::add));
        return parsed;
    }

    /** {@return the texts of this list} */
    public List<String> texts() {
        return list(Function.identity());
    }

    /** {@return the members of this object that are texts, by name, in order; others are problems} */
    public Map<String, String> textMap() {
        Map<String, String> texts = new LinkedHashMap<>();
        members().forEach((name, each) -> each.text().ifPresent(text -> texts.put(name, text)));
        return texts;
    }

    /** {@return this value as JSON text} */
    public String json() {
        return GSON.toJson(value);
    }
}
