/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** A map as the text of a JSON object. */
final class JsonText {

    /** Far more than any record holds, and what a column takes. */
    private static final int MOST = 65_000;

    private JsonText() {}

    /**
     * {@return the text; of a map that is too long for a column without what does not fit}
     *
     * @param members texts or numbers by their names
     */
    static String of(Map<String, ?> members) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setHtmlSafe(false);
            json.beginObject();
            for (Map.Entry<String, ?> member : members.entrySet()) {
                String value = String.valueOf(member.getValue());
                // a character takes six of JSON at most
                if (text.getBuffer().length() + 6L * (member.getKey().length() + value.length()) < MOST) {
                    add(json.name(member.getKey()), member.getValue(), value);
                }
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter throws none
        }
        return Texts.fit(text.toString(), MOST);
    }

    private static void add(JsonWriter json, Object value, String text) throws IOException {
        if (value instanceof Number) {
            json.jsonValue(text);
        } else {
            json.value(text);
        }
    }
}
