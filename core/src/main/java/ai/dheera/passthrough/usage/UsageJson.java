/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.UsageRecord;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A usage record as one JSON object on one line. Members without a value are null. */
public final class UsageJson {

    /** Of a line, in characters: most are shorter. */
    static final int USUAL_LENGTH = 1_024;

    private static final DateTimeFormatter INSTANT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private UsageJson() {}

    /**
     * {@return the line, without its end}
     *
     * @param usage the record
     */
    public static String line(UsageRecord usage) {
        StringBuilder line = new StringBuilder(USUAL_LENGTH);
        append(usage, line);
        return line.toString();
    }

    /**
     * {@return the record of a line}
     *
     * @param line as {@link #line} gives it; members of later versions are passed over, and those that are missing are
     *     taken for null
     * @throws IllegalArgumentException where it is none, torn off for instance
     */
    public static UsageRecord parse(String line) {
        return UsageJsonParser.parse(line);
    }

    /** Adds the line, without its end, behind what is there. */
    static void append(UsageRecord usage, StringBuilder lines) {
        try (JsonWriter json = new JsonWriter(new Text(lines))) {
            json.setSerializeNulls(true);
            json.setHtmlSafe(false);
            write(usage, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringBuilder throws none
        }
    }

    /** What a {@link java.io.StringWriter} would be, over a builder of somebody's own, and so without locks. */
    private static final class Text extends Writer {

        private final StringBuilder characters;

        Text(StringBuilder characters) {
            this.characters = characters;
        }

        @Override
        public void write(int character) {
            characters.append((char) character);
        }

        @Override
        public void write(String text) {
            characters.append(text);
        }

        @Override
        public void write(String text, int start, int length) {
            characters.append(text, start, start + length);
        }

        @Override
        public void write(char[] text, int start, int length) {
            characters.append(text, start, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static void write(UsageRecord usage, JsonWriter json) throws IOException {
        json.beginObject();
        json.name("requestId").value(usage.requestId());
        json.name("startedAt").value(INSTANT.format(usage.startedAt()));
        json.name("firstByteMs")
                .value(usage.firstByteMs().isPresent() ? usage.firstByteMs().getAsLong() : null);
        json.name("durationMs").value(usage.durationMs());
        json.name("keyId").value(orNull(usage.keyId()));
        json.name("owner").value(orNull(usage.owner()));
        json.name("team").value(orNull(usage.team()));
        tags(usage, json.name("tags"));
        json.name("provider").value(orNull(usage.provider()));
        json.name("route").value(orNull(usage.route()));
        json.name("method").value(usage.method());
        json.name("path").value(usage.path());
        json.name("model").value(orNull(usage.model()));
        json.name("servedModel").value(orNull(usage.servedModel()));
        json.name("status").value(usage.status() == 0 ? null : usage.status());
        json.name("outcome").value(usage.outcome().label());
        json.name("error").value(orNull(usage.error().map(ErrorCode::code)));
        json.name("streamed").value(usage.streamed());
        json.name("requestBytes").value(usage.requestBytes());
        json.name("responseBytes").value(usage.responseBytes());
        units(usage, json.name("usage"));
        json.name("usageSource").value(label(usage.usageSource()));
        json.name("costUsd").value(orNull(usage.costUsd().map(BigDecimal::toPlainString)));
        json.name("pricing").value(label(usage.pricing()));
        json.name("credentialId").value(orNull(usage.credentialId()));
        json.name("attempts").value(usage.attempts());
        json.name("upstreamRequestId").value(orNull(usage.upstreamRequestId()));
        json.name("clientAddress").value(usage.clientAddress());
        json.endObject();
    }

    private static void tags(UsageRecord usage, JsonWriter json) throws IOException {
        json.beginObject();
        for (Map.Entry<String, String> tag : usage.tags().entrySet()) {
            json.name(tag.getKey()).value(tag.getValue());
        }
        json.endObject();
    }

    private static void units(UsageRecord usage, JsonWriter json) throws IOException {
        json.beginObject();
        for (Map.Entry<String, BigDecimal> unit : usage.usage().entrySet()) {
            json.name(unit.getKey()).jsonValue(unit.getValue().toPlainString());
        }
        json.endObject();
    }

    private static @Nullable String orNull(Optional<String> text) {
        return text.orElse(null);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
