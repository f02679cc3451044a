/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import java.nio.charset.StandardCharsets;

/**
 * The payload of a frame that wraps a model's own JSON: the base64 of its member {@code bytes}. Used by one thread at a
 * time.
 */
final class WrappedBytes implements Grammar {

    private static final byte[] MEMBER = "\"bytes\"".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        BEFORE,
        BEFORE_TEXT,
        IN_TEXT,
        BEHIND
    }

    private final Base64Text text;
    private State state = State.BEFORE;
    private int matched;

    /** Hands on what the base64 says. */
    WrappedBytes(Grammar inner) {
        text = new Base64Text(inner);
    }

    void begin() {
        state = State.BEFORE;
        matched = 0;
        text.begin();
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        for (int i = from; i < to && state != State.BEHIND; i++) {
            read(bytes[i]);
        }
        if (state == State.IN_TEXT) {
            text.flush();
        }
    }

    private void read(byte b) {
        switch (state) {
            case BEFORE -> {
                matched = b == MEMBER[matched] ? matched + 1 : b == MEMBER[0] ? 1 : 0;
                state = matched == MEMBER.length ? State.BEFORE_TEXT : State.BEFORE;
            }
            case BEFORE_TEXT -> state = b == '"' ? State.IN_TEXT : State.BEFORE_TEXT;
            default -> inText(b);
        }
    }

    private void inText(byte b) {
        if (b == '"') {
            text.flush();
            state = State.BEHIND;
        } else {
            text.read(b);
        }
    }
}
