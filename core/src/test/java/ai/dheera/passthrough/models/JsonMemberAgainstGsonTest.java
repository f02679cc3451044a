/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of generated texts, whole and damaged, against a strict parser that reads them at leisure. */
class JsonMemberAgainstGsonTest {

    private static final int TEXTS = 1_000;
    private static final String[] NAMES = {"model", "m\\u006fdel", "Model", "messages", "x", "", "mode", "modell", "é"};
    private static final String[] TEXT_PARTS = {
        "gpt-5",
        "claude",
        "\\\"",
        "\\\\",
        "\\u0041",
        "\\n",
        "é",
        "😀",
        "\\ud83d\\ude00",
        "model",
        "{",
        "}",
        ",",
        ":",
        " "
    };
    private static final String[] SCALARS = {"0", "-1", "1.5", "2e3", "-0.5E-7", "true", "false", "null", "12345678901"
    };
    private static final String[] DAMAGE = {
        "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "\0", "\t", "0", "-", ".", "e", "t", "/", "'", "#", "u",
        "\ufeff"
    };

    private final StringBuilder text = new StringBuilder();

    static IntStream seeds() {
        return IntStream.range(0, 8);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void tellsOfWholeTextsWhatAStrictParserReads(int seed) throws IOException {
        Random random = new Random(seed);
        int told = 0;
        for (int i = 0; i < TEXTS; i++) {
            String json = object(random);
            assertSameReading(json.getBytes(UTF_8), random);
            told += strictly(json.getBytes(UTF_8)).isPresent() ? 1 : 0;
        }
        assertThat(told).isBetween(TEXTS / 20, TEXTS * 19 / 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void tellsOfDamagedTextsWhatAStrictParserReads(int seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < TEXTS; i++) {
            assertSameReading(damaged(object(random), random).getBytes(UTF_8), random);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void tellsOfTextsWithDamagedBytesWhatAStrictParserReads(int seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < TEXTS; i++) {
            byte[] json = object(random).getBytes(UTF_8);
            json[random.nextInt(json.length)] = (byte) random.nextInt(256);
            assertSameReading(json, random);
        }
    }

    private static void assertSameReading(byte[] json, Random random) throws IOException {
        JsonMember member = new JsonMember("model");
        int at = 0;
        while (at < json.length) {
            int size = Math.min(json.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 100));
            member.read(ByteBuffer.wrap(json, at, size));
            at += size;
        }
        try {
            assertThat(member.onlyValue()).as("%s", new String(json, UTF_8)).isEqualTo(strictly(json));
        } catch (MalformedJsonException e) {
            // half a surrogate pair, which is an error to Gson, and none to others: see JsonMemberTest
        }
    }

    private String object(Random random) {
        text.setLength(0);
        appendObject(random, 0);
        return text.toString();
    }

    private void appendObject(Random random, int depth) {
        text.append('{').append(space(random));
        int members = random.nextInt(4);
        for (int i = 0; i < members; i++) {
            text.append(i == 0 ? "" : ",").append(space(random));
            text.append('"').append(any(NAMES, random)).append('"').append(space(random));
            text.append(':').append(space(random));
            appendValue(random, depth + 1);
            text.append(space(random));
        }
        text.append('}');
    }

    private void appendValue(Random random, int depth) {
        switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0 -> text.append(any(SCALARS, random));
            case 4 -> appendObject(random, depth);
            case 5 -> {
                text.append('[').append(space(random));
                int items = random.nextInt(3);
                for (int i = 0; i < items; i++) {
                    text.append(i == 0 ? "" : ",");
                    appendValue(random, depth + 1);
                }
                text.append(']');
            }
            default -> appendText(random);
        }
    }

    private void appendText(Random random) {
        text.append('"');
        int parts = random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            text.append(any(TEXT_PARTS, random));
        }
        text.append('"');
    }

    private static String damaged(String json, Random random) {
        int from = random.nextInt(json.length() + 1);
        int to = Math.min(json.length(), from + random.nextInt(3));
        String instead = random.nextInt(3) == 0 ? "" : any(DAMAGE, random);
        return json.substring(0, from) + instead + json.substring(to);
    }

    private static String space(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> " ";
            case 1 -> "\n\t";
            default -> "";
        };
    }

    private static String any(String[] choice, Random random) {
        return choice[random.nextInt(choice.length)];
    }

    /** The one reading of a text; empty where it is not JSON, or a more lenient parser could read another. */
    private static Optional<String> strictly(byte[] json) throws IOException {
        List<Optional<String>> found = new ArrayList<>();
        try (JsonReader reader = new JsonReader(new StringReader(decoded(json)))) {
            reader.setStrictness(Strictness.STRICT);
            reader.beginObject();
            while (reader.hasNext()) {
                String name = reader.nextName();
                Optional<String> value = value(reader);
                if (name.replaceAll("[._-]", "").equalsIgnoreCase("model") || name.indexOf('\0') >= 0) {
                    found.add(value.filter(text -> name.equals("model") && text.indexOf('\0') < 0));
                }
            }
            reader.endObject();
            boolean whole = reader.peek() == JsonToken.END_DOCUMENT;
            return whole && found.size() == 1 ? found.get(0) : Optional.empty();
        } catch (MalformedJsonException e) {
            if (String.valueOf(e.getMessage()).startsWith("Unpaired surrogate")) {
                throw e;
            }
            return Optional.empty();
        } catch (CharacterCodingException | EOFException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** Behind a space, Gson does not leave out a byte order mark; others never do. */
    private static String decoded(byte[] json) throws CharacterCodingException {
        return " " + UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
    }

    /** Gson does not check all of what it is told to skip, so each value is read. */
    private static Optional<String> value(JsonReader reader) throws IOException {
        switch (reader.peek()) {
            case STRING -> {
                return Optional.of(reader.nextString());
            }
            case BEGIN_OBJECT -> {
                reader.beginObject();
                while (reader.hasNext()) {
                    assertThat(reader.nextName()).isNotNull();
                    value(reader);
                }
                reader.endObject();
            }
            case BEGIN_ARRAY -> {
                reader.beginArray();
                while (reader.hasNext()) {
                    value(reader);
                }
                reader.endArray();
            }
            default -> reader.skipValue();
        }
        return Optional.empty();
    }
}
