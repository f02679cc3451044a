/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import ai.dheera.passthrough.json.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Says which names of models are meant. Upper and lower case make no difference. Immutable. */
@FunctionalInterface
interface Clause {

    /** What a clause may be. */
    String KINDS = "equals, starts_with, ends_with, contains, regex, or, and";

    /** Whether a name, in lower case, is meant. */
    boolean matches(String lowerCaseName);

    /** Reads {@code {"equals": "gpt-4o"}} and its like. */
    static Optional<Clause> read(Node node) {
        Map<String, Node> members = node.isObject() ? node.members() : Map.of();
        if (members.size() != 1) {
            node.problem("must be an object with one member of these: " + KINDS);
            return Optional.empty();
        }
        Map.Entry<String, Node> only = members.entrySet().iterator().next();
        return read(only.getKey(), only.getValue());
    }

    private static Optional<Clause> read(String kind, Node operand) {
        return switch (kind) {
            case "equals" -> lower(operand).map(text -> text::equals);
            case "starts_with" -> lower(operand).map(text -> name -> name.startsWith(text));
            case "ends_with" -> lower(operand).map(text -> name -> name.endsWith(text));
            case "contains" -> lower(operand).map(text -> name -> name.contains(text));
            case "regex" ->
                operand.parsed(Clause::pattern)
                        .map(pattern -> name -> pattern.matcher(name).find());
            case "or" -> Optional.of(any(all(operand)));
            case "and" -> Optional.of(every(all(operand)));
            default -> {
                operand.problem("is no clause; these are: " + KINDS);
                yield Optional.empty();
            }
        };
    }

    private static Optional<String> lower(Node operand) {
        return operand.text().map(text -> text.toLowerCase(Locale.ROOT));
    }

    private static List<Clause> all(Node operand) {
        List<Clause> clauses = new ArrayList<>();
        operand.items().forEach(item -> read(item).ifPresent(clauses::add));
        return List.copyOf(clauses);
    }

    private static Clause any(List<Clause> clauses) {
        return name -> clauses.stream().anyMatch(clause -> clause.matches(name));
    }

    private static Clause every(List<Clause> clauses) {
        return name -> clauses.stream().allMatch(clause -> clause.matches(name));
    }

    /** A regular expression that tells no case apart. */
    static Pattern pattern(String text) {
        try {
            return Pattern.compile(text, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "is no regular expression: " + e.getDescription() + " at index " + e.getIndex(), e);
        }
    }
}
