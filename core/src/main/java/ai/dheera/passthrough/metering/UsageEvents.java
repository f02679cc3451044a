/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes the event out of a stream that tells usage and nothing else, which a client gets that did not ask for it. All else
 * goes through byte for byte, an event at a time. Used by one thread at a time.
 */
public final class UsageEvents {

    /** An event that is longer is none of usage alone. */
    private static final int LONGEST = 64 * 1024;

    private static final Markers MARKERS = new Markers(List.of("usage"));
    private static final Pattern LINES = Pattern.compile("\r\n|\n|\r");

    private enum At {
        /** Within a line. */
        LINE,
        /** Behind the end of a line. */
        LINE_END,
        /** Behind the carriage return that ends a line; a line feed belongs to it. */
        RETURN,
        /** Behind the carriage return of an empty line. */
        LAST_RETURN
    }

    private final ByteArrayOutputStream event = new ByteArrayOutputStream();
    private At at = At.LINE_END;
    private boolean tooLong;

    /**
     * {@return what of the stream may go on by now}
     *
     * @param piece the stream's next piece; left as it is
     */
    public ByteBuffer without(ByteBuffer piece) {
        ByteArrayOutputStream on = new ByteArrayOutputStream(piece.remaining() + event.size());
        for (int i = piece.position(); i < piece.limit(); i++) {
            take(piece.get(i), on);
        }
        if (event.size() > LONGEST) {
            tooLong = true;
            letGo(on);
        }
        return ByteBuffer.wrap(on.toByteArray());
    }

    private void take(byte b, ByteArrayOutputStream on) {
        if (at == At.LAST_RETURN && b != '\n') {
            ended(on);
        }
        event.write(b);
        boolean over = b == '\n' && (at == At.LINE_END || at == At.LAST_RETURN);
        at = next(b);
        if (over) {
            ended(on);
        }
    }

    private At next(byte b) {
        if (b == '\n') {
            return At.LINE_END;
        }
        boolean empty = at != At.LINE;
        return b == '\r' ? (empty ? At.LAST_RETURN : At.RETURN) : At.LINE;
    }

    private void ended(ByteArrayOutputStream on) {
        if (tooLong || !tellsOnlyUsage(event.toByteArray())) {
            letGo(on);
        }
        event.reset();
        tooLong = false;
        at = At.LINE_END;
    }

    private void letGo(ByteArrayOutputStream on) {
        on.writeBytes(event.toByteArray());
        event.reset();
    }

    private static boolean tellsOnlyUsage(byte[] event) {
        return MARKERS.standIn(event, 0, event.length) && isUsage(data(event));
    }

    private static String data(byte[] event) {
        return LINES.splitAsStream(new String(event, StandardCharsets.UTF_8))
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()))
                .collect(Collectors.joining("\n"));
    }

    private static boolean isUsage(String data) {
        try {
            JsonElement element = JsonParser.parseString(data);
            return element instanceof JsonObject chunk
                    && chunk.get("usage") instanceof JsonObject
                    && chunk.get("choices") instanceof JsonArray choices
                    && choices.isEmpty();
        } catch (JsonParseException e) {
            return false;
        }
    }

    /** {@return what is left of the stream at its end} */
    public ByteBuffer rest() {
        ByteArrayOutputStream on = new ByteArrayOutputStream(event.size());
        ended(on);
        return ByteBuffer.wrap(on.toByteArray());
    }
}
