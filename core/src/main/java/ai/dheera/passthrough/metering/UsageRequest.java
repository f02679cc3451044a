/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the option into a request that makes its stream tell usage. All else in the body stays as it is, byte for byte.
 */
public final class UsageRequest {

    private UsageRequest() {}

    /**
     * {@return the body with the option; empty where it is to be sent as it is: since it asks for no stream, or says itself
     * whether usage is to be told, or is no JSON object}
     *
     * @param body the whole body
     * @param option two members with a dot between, such as {@code stream_options.include_usage}
     */
    public static Optional<byte[]> with(byte[] body, String option) {
        String outer = option.substring(0, option.indexOf('.'));
        String inner = option.substring(outer.length() + 1);
        JsonObject object = object(body);
        if (object == null || !isTrue(object.get("stream"))) {
            return Optional.empty();
        }
        JsonElement options = object.get(outer);
        if (options == null) {
            return Optional.of(inserted(body, start(body) + 1, "\"" + outer + "\":{\"" + inner + "\":true},"));
        }
        if (options instanceof JsonObject known && !known.has(inner)) {
            String comma = known.isEmpty() ? "" : ",";
            int at = new TopMember(body, outer).valueStart();
            return at < 0 ? Optional.empty() : Optional.of(inserted(body, at + 1, "\"" + inner + "\":true" + comma));
        }
        return Optional.empty();
    }

    private static @Nullable JsonObject object(byte[] body) {
        try {
            JsonElement element = JsonParser.parseString(new String(body, StandardCharsets.UTF_8));
            return element instanceof JsonObject object ? object : null;
        } catch (JsonParseException e) {
            return null;
        }
    }

    private static boolean isTrue(@Nullable JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isBoolean() && primitive.getAsBoolean();
    }

    private static int start(byte[] body) {
        int i = 0;
        while (body[i] != '{') {
            i++;
        }
        return i;
    }

    private static byte[] inserted(byte[] body, int at, String text) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(body.length + text.length());
        all.write(body, 0, at);
        all.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        all.write(body, at, body.length - at);
        return all.toByteArray();
    }

    /** Finds where the value of a member of the outermost object begins, in JSON that is known to be some. */
    private static final class TopMember {

        private final byte[] body;
        private final byte[] name;
        private int depth;

        private TopMember(byte[] body, String name) {
            this.body = body;
            this.name = ('"' + name + '"').getBytes(StandardCharsets.US_ASCII);
        }

        private int valueStart() {
            for (int i = 0; i < body.length; i++) {
                switch (body[i]) {
                    case '"' -> {
                        int end = endOfText(i);
                        int value = depth == 1 && isName(i, end) ? behindColon(end) : -1;
                        if (value >= 0) {
                            return value;
                        }
                        i = end - 1;
                    }
                    case '{', '[' -> depth++;
                    case '}', ']' -> depth--;
                    default -> {}
                }
            }
            return -1;
        }

        private int endOfText(int from) {
            int i = from + 1;
            while (body[i] != '"') {
                i += body[i] == '\\' ? 2 : 1;
            }
            return i + 1;
        }

        private boolean isName(int from, int to) {
            return Arrays.equals(body, from, to, name, 0, name.length);
        }

        /** Where an object begins behind a colon; -1 where there is no colon, and so no name of a member. */
        private int behindColon(int from) {
            int i = from;
            while (body[i] <= ' ') {
                i++;
            }
            if (body[i] != ':') {
                return -1;
            }
            while (body[i] != '{') {
                i++;
            }
            return i;
        }
    }
}
