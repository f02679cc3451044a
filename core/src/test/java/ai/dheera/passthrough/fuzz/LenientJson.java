/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Two readers of JSON that take nearly anything for it, and tell every value of a member, wherever others would take
 * the first or the last.
 */
final class LenientJson {

    private LenientJson() {}

    static Set<String> values(String text, String member) {
        Predicate<String> isWanted = name -> isTakenFor(name, member);
        Set<String> values = new LinkedHashSet<>(byGson(text, isWanted));
        values.addAll(new Scanner(text, isWanted).values());
        return values;
    }

    /** Some match without regard to case, some end a text at a NUL, some drop half a surrogate pair. */
    private static boolean isTakenFor(String name, String member) {
        String read = name.replaceFirst("(?s)\0.*", "").replaceAll("[\ud800-\udfff\ufffd]", "");
        return read.equalsIgnoreCase(member);
    }

    /** With comments, single quotes, no quotes, one text behind another, and whatever else Gson puts up with. */
    private static Set<String> byGson(String text, Predicate<String> isWanted) {
        Set<String> values = new LinkedHashSet<>();
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.LENIENT);
        try {
            while (reader.peek() != JsonToken.END_DOCUMENT) {
                readValue(reader, isWanted, values);
            }
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            // what came before counts: a program that streams has acted on it
        }
        return values;
    }

    private static void readValue(JsonReader reader, Predicate<String> isWanted, Set<String> values)
            throws IOException {
        if (reader.peek() != JsonToken.BEGIN_OBJECT) {
            reader.skipValue();
            return;
        }
        reader.beginObject();
        while (reader.hasNext()) {
            boolean wanted = isWanted.test(reader.nextName());
            JsonToken next = reader.peek();
            if (wanted && (next == JsonToken.STRING || next == JsonToken.NUMBER)) {
                values.add(reader.nextString());
            } else if (wanted && next != JsonToken.NULL) {
                values.add("(" + next + ")");
                reader.skipValue();
            } else {
                reader.skipValue();
            }
        }
        reader.endObject();
    }

    /**
     * Looks for texts with a colon and a text behind, within the first brace, and nowhere deeper. Knows neither commas nor
     * numbers, and keeps the letter of an escape that it does not know.
     */
    private static final class Scanner {

        private final String text;
        private final Predicate<String> isWanted;
        private final Set<String> values = new LinkedHashSet<>();
        private int at;

        Scanner(String text, Predicate<String> isWanted) {
            this.text = text;
            this.isWanted = isWanted;
        }

        Set<String> values() {
            int depth = 0;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    String string = string();
                    if (depth == 1 && isWanted.test(string) && behindColon()) {
                        values.add(string());
                    }
                } else {
                    depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
                }
            }
            return values;
        }

        /** Behind a quotation mark, up to the next one. */
        private String string() {
            StringBuilder string = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                char c = text.charAt(at++);
                string.append(c == '\\' && at < text.length() ? escaped() : String.valueOf(c));
            }
            at++;
            return string.toString();
        }

        private String escaped() {
            char c = text.charAt(at++);
            if (c == 'u' && text.substring(at).matches("(?s)[0-9A-Fa-f]{4}.*")) {
                at += 4;
                return String.valueOf((char) Integer.parseInt(text, at - 4, at, 16));
            }
            return c == 'n' ? "\n" : c == 't' ? "\t" : c == 'r' ? "\r" : c == 'b' ? "\b" : c == 'f' ? "\f" : "" + c;
        }

        /** Goes behind a colon and a quotation mark, if these are what comes next. */
        private boolean behindColon() {
            int next = skipSpace(at);
            if (next < text.length() && text.charAt(next) == ':') {
                next = skipSpace(next + 1);
                if (next < text.length() && text.charAt(next) == '"') {
                    at = next + 1;
                    return true;
                }
            }
            return false;
        }

        private int skipSpace(int from) {
            int next = from;
            while (next < text.length() && text.charAt(next) <= ' ') {
                next++;
            }
            return next;
        }
    }
}
