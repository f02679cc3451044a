/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;

/**
 * Finds a text member of the JSON object that a body is, on the bytes as they pass: whatever the size and order of the
 * members, in constant memory. Knows all of RFC 8259's grammar, since only a body that is JSON beyond doubt is read
 * alike by every parser; any other shows as {@linkplain #isWhole not whole}.
 */
final class JsonMember implements BodyField {

    private static final int DEEPEST = 1024;

    private enum State {
        BEFORE_OBJECT,
        NAME_OR_END,
        NAME,
        IN_NAME,
        COLON,
        VALUE,
        VALUE_OR_END,
        IN_TEXT,
        IN_NUMBER,
        IN_WORD,
        COMMA_OR_END,
        BEHIND_OBJECT,
        BROKEN
    }

    private final String wanted;
    private final JsonText text = new JsonText();
    private final JsonNumber number = new JsonNumber();
    private final BitSet objects = new BitSet();
    private State state = State.BEFORE_OBJECT;
    private int depth;
    private String word = "";
    private int wordAt;

    private boolean isWanted;
    private boolean doubtful;
    private int timesFound;
    private Optional<String> value = Optional.empty();

    JsonMember(String wanted) {
        this.wanted = wanted;
    }

    @Override
    public JsonMember anew() {
        return new JsonMember(wanted);
    }

    @Override
    public void read(ByteBuffer piece) {
        int i = piece.position();
        while (i < piece.limit() && state != State.BROKEN) {
            i = readOn(piece, i);
        }
    }

    @Override
    public void readUntilFound(ByteBuffer piece) {
        int i = piece.position();
        while (i < piece.limit() && state != State.BROKEN && !isFound()) {
            i = readOn(piece, i);
        }
    }

    private int readOn(ByteBuffer piece, int from) {
        int i = state == State.IN_TEXT ? text.skipPlain(piece, from) : from;
        if (i < piece.limit()) {
            next(piece.get(i++));
        }
        return i;
    }

    @Override
    public boolean isFound() {
        return timesFound > 0;
    }

    @Override
    public Optional<String> value() {
        return value;
    }

    /**
     * Its value, if the body is one whole object in which it stands just once, as text, and no other member could be
     * taken for it: some parsers match names without regard to case, or to what joins their words.
     */
    @Override
    public Optional<String> onlyValue() {
        return isWhole() && timesFound == 1 && !doubtful ? value : Optional.empty();
    }

    @Override
    public boolean isAbsent() {
        return isWhole() && timesFound == 0 && !doubtful;
    }

    boolean isWhole() {
        return state == State.BEHIND_OBJECT;
    }

    private void next(byte b) {
        switch (state) {
            case IN_NAME, IN_TEXT -> inText(b);
            case IN_NUMBER -> inNumber(b);
            case IN_WORD -> inWord(b);
            default -> {
                if (!isSpace(b)) {
                    state = between(b);
                }
            }
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private State between(byte b) {
        return switch (state) {
            case BEFORE_OBJECT -> b == '{' ? opened(true) : State.BROKEN;
            case NAME_OR_END -> b == '}' ? closed() : name(b);
            case NAME -> name(b);
            case COLON -> b == ':' ? State.VALUE : State.BROKEN;
            case VALUE_OR_END -> b == ']' ? closed() : value(b);
            case VALUE -> value(b);
            case COMMA_OR_END -> behindValue(b);
            default -> State.BROKEN; // something behind the object
        };
    }

    private State opened(boolean object) {
        if (depth == DEEPEST) {
            return State.BROKEN;
        }
        objects.set(++depth, object);
        return object ? State.NAME_OR_END : State.VALUE_OR_END;
    }

    private State closed() {
        return --depth == 0 ? State.BEHIND_OBJECT : State.COMMA_OR_END;
    }

    private State behindValue(byte b) {
        boolean object = objects.get(depth);
        if (b == ',') {
            return object ? State.NAME : State.VALUE;
        }
        return b == (object ? '}' : ']') ? closed() : State.BROKEN;
    }

    private State name(byte b) {
        if (b != '"') {
            return State.BROKEN;
        }
        text.begin(depth == 1);
        return State.IN_NAME;
    }

    private State value(byte b) {
        boolean here = isWanted && depth == 1;
        if (here && b != '"') {
            found(Optional.empty());
        }
        switch (b) {
            case '"' -> {
                text.begin(here);
                return State.IN_TEXT;
            }
            case '{', '[' -> {
                return opened(b == '{');
            }
            case 't', 'f', 'n' -> {
                word = b == 't' ? "true" : b == 'f' ? "false" : "null";
                wordAt = 1;
                return State.IN_WORD;
            }
            default -> {
                return number.begin(b) ? State.IN_NUMBER : State.BROKEN;
            }
        }
    }

    private void inText(byte b) {
        switch (text.take(b)) {
            case INSIDE -> {}
            case BROKEN -> state = State.BROKEN;
            case ENDED -> state = state == State.IN_NAME ? nameEnded() : textEnded();
        }
    }

    private State nameEnded() {
        if (depth == 1) {
            Optional<String> name = text.told();
            isWanted = name.filter(wanted::equals).isPresent();
            doubtful |= !isWanted
                    && name.map(other -> LooseName.sameWords(other, wanted)).orElse(true);
        }
        return State.COLON;
    }

    private State textEnded() {
        if (isWanted && depth == 1) {
            found(text.told());
        }
        return State.COMMA_OR_END;
    }

    private void found(Optional<String> found) {
        value = timesFound == 0 ? found : value;
        timesFound++;
    }

    private void inNumber(byte b) {
        if (!number.take(b)) {
            state = number.isWhole() ? State.COMMA_OR_END : State.BROKEN;
            next(b);
        }
    }

    private void inWord(byte b) {
        if (b != word.charAt(wordAt++)) {
            state = State.BROKEN;
        } else if (wordAt == word.length()) {
            state = State.COMMA_OR_END;
        }
    }
}
