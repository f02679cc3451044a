/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.standin;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An answer of server-sent events, each sent as soon as it is there. */
final class EventStream {

    /** About as fast as a model talks. */
    private static final long WORD_MS = 30;

    private final OutputStream output;

    EventStream(OutputStream output) {
        this.output = output;
    }

    /** Sends an event under the name that its {@code type} gives. */
    void event(JsonObject event) throws IOException {
        send("event: " + event.get("type").getAsString() + "\ndata: " + event + "\n\n");
    }

    /** Sends an event without a name. */
    void data(Object data) throws IOException {
        send("data: " + data + "\n\n");
    }

    /** Sends an event for each word, at the pace of speech. */
    void wordByWord(List<String> words, Teller teller) throws IOException {
        for (String word : words) {
            teller.tell(word);
            pause();
        }
    }

    private void send(String text) throws IOException {
        output.write(text.getBytes(StandardCharsets.UTF_8));
        output.flush();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(WORD_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the stand-in is closed");
        }
    }

    /** Puts a word into an event. */
    @FunctionalInterface
    interface Teller {
        void tell(String word) throws IOException;
    }
}
