/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import java.nio.ByteBuffer;
import java.util.Iterator;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.nio.NHttpMessageWriter;
import org.apache.hc.core5.http.nio.SessionOutputBuffer;

/**
 * Writes the head of a request in one go, and each byte of it as it came: containers read a field's bytes as Latin-1
 * letters, and HttpCore's own writer would send a question mark for some of them.
 */
final class HeadWriter implements NHttpMessageWriter<HttpRequest> {

    private static final String VERSION = " HTTP/1.1\r\n";
    private static final String SEPARATOR = ": ";
    private static final String LINE_END = "\r\n";

    @Override
    public void reset() {
        // nothing is held
    }

    /**
     * Writes a head.
     *
     * @throws ProtocolException where a part of it has a character that would end it, or that is no byte
     */
    @Override
    public void write(HttpRequest request, SessionOutputBuffer output) throws ProtocolException {
        byte[] head = new byte[length(request)];
        int end = put(request.getMethod(), head, 0);
        head[end++] = ' ';
        end = put(request.getRequestUri(), head, end);
        end = putFixed(VERSION, head, end);
        for (Iterator<Header> fields = request.headerIterator(); fields.hasNext(); ) {
            Header field = fields.next();
            end = put(field.getName(), head, end);
            end = putFixed(SEPARATOR, head, end);
            end = put(field.getValue(), head, end);
            end = putFixed(LINE_END, head, end);
        }
        putFixed(LINE_END, head, end);
        output.write(ByteBuffer.wrap(head));
    }

    private static int length(HttpRequest request) {
        int length = request.getMethod().length() + 1 + request.getRequestUri().length() + VERSION.length();
        for (Iterator<Header> fields = request.headerIterator(); fields.hasNext(); ) {
            Header field = fields.next();
            length += field.getName().length()
                    + SEPARATOR.length()
                    + field.getValue().length()
                    + LINE_END.length();
        }
        return length + LINE_END.length();
    }

    private static int put(String text, byte[] head, int start) throws ProtocolException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xff || (c < ' ' && c != '\t') || c == 0x7f) {
                throw new ProtocolException("a request's head holds the character 0x" + Integer.toHexString(c));
            }
            head[start + i] = (byte) c;
        }
        return start + text.length();
    }

    private static int putFixed(String text, byte[] head, int start) {
        for (int i = 0; i < text.length(); i++) {
            head[start + i] = (byte) text.charAt(i);
        }
        return start + text.length();
    }
}
