/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Finds a text member of the JSON object that a body is, on the bytes as they pass: whatever the size and order of the
 * members, in constant memory. Knows strings, nesting and nothing more; a body that no parser would take shows as
 * {@linkplain #isWhole not whole}.
 */
final class JsonMember {

    private static final int LONGEST = 1024;

    private enum State {
        BEFORE_OBJECT,
        BEFORE_NAME,
        NAME,
        BEFORE_COLON,
        BEFORE_VALUE,
        TEXT_VALUE,
        OTHER_VALUE,
        BEHIND_VALUE,
        BEHIND_OBJECT,
        BROKEN
    }

    private final String wanted;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream(32);
    private State state = State.BEFORE_OBJECT;
    private boolean escaped;
    private boolean nestedText;
    private int depth;
    private boolean isWanted;
    private int timesFound;
    private boolean otherThanText;
    private String value = "";

    JsonMember(String wanted) {
        this.wanted = wanted;
    }

    /** A reader for the same member that has read nothing. */
    JsonMember anew() {
        return new JsonMember(wanted);
    }

    /** Reads on; the buffer's position and limit stay. */
    void read(ByteBuffer piece) {
        for (int i = piece.position(); i < piece.limit() && state != State.BROKEN; i++) {
            next(piece.get(i));
        }
    }

    /** Whether it is found at least once. */
    boolean isFound() {
        return timesFound > 0;
    }

    /** Its first value so far, as text. */
    Optional<String> value() {
        return timesFound == 0 || otherThanText ? Optional.empty() : Optional.of(value);
    }

    /** Its value, if the body is one whole object in which it stands just once, as text. */
    Optional<String> onlyValue() {
        return isWhole() && timesFound == 1 ? value() : Optional.empty();
    }

    boolean isWhole() {
        return state == State.BEHIND_OBJECT;
    }

    private void next(byte b) {
        switch (state) {
            case NAME, TEXT_VALUE -> inText(b);
            case OTHER_VALUE -> inOtherValue(b);
            default -> {
                if (!isSpace(b)) {
                    between(b);
                }
            }
        }
    }

    private void between(byte b) {
        state = switch (state) {
            case BEFORE_OBJECT -> b == '{' ? State.BEFORE_NAME : State.BROKEN;
            case BEFORE_NAME -> b == '"' ? begin(State.NAME) : b == '}' ? State.BEHIND_OBJECT : State.BROKEN;
            case BEFORE_COLON -> b == ':' ? State.BEFORE_VALUE : State.BROKEN;
            case BEFORE_VALUE -> b == '"' ? begin(State.TEXT_VALUE) : beginOther(b);
            case BEHIND_VALUE -> b == ',' ? State.BEFORE_NAME : b == '}' ? State.BEHIND_OBJECT : State.BROKEN;
            default -> State.BROKEN; // something behind the object
        };
    }

    private State begin(State text) {
        this.text.reset();
        escaped = false;
        return text;
    }

    private void inText(byte b) {
        if (b == '"' && !escaped) {
            endText();
            return;
        }
        escaped = b == '\\' && !escaped;
        if (state == State.NAME || isWanted) {
            text.write(b);
            if (text.size() > LONGEST) {
                tooLong();
            }
        }
    }

    /** A name so long is not the wanted one; a wanted value so long cannot be told. */
    private void tooLong() {
        text.reset();
        if (state == State.TEXT_VALUE) {
            state = State.BROKEN;
        }
    }

    private void endText() {
        if (state == State.NAME) {
            isWanted = wanted.equals(unescaped());
            state = State.BEFORE_COLON;
            return;
        }
        if (isWanted) {
            found(unescaped());
        }
        state = State.BEHIND_VALUE;
    }

    private void found(String found) {
        value = timesFound == 0 ? found : value;
        timesFound++;
    }

    private String unescaped() {
        String raw = text.toString(StandardCharsets.UTF_8);
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        try {
            return JsonParser.parseString('"' + raw + '"').getAsString();
        } catch (JsonParseException e) {
            return raw;
        }
    }

    private State beginOther(byte b) {
        if (isWanted) {
            timesFound++;
            otherThanText = true;
        }
        depth = b == '{' || b == '[' ? 1 : 0;
        nestedText = false;
        return State.OTHER_VALUE;
    }

    private void inOtherValue(byte b) {
        if (nestedText) {
            nestedText = escaped || b != '"';
            escaped = b == '\\' && !escaped;
            return;
        }
        switch (b) {
            case '"' -> {
                nestedText = true;
                escaped = false;
            }
            case '{', '[' -> depth++;
            case '}', ']' -> closed(b);
            case ',' -> state = depth == 0 ? State.BEFORE_NAME : state;
            default -> {}
        }
    }

    private void closed(byte b) {
        if (depth == 0) {
            state = b == '}' ? State.BEHIND_OBJECT : State.BROKEN;
        } else if (--depth == 0) {
            state = State.BEHIND_VALUE;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
