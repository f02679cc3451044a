/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.spi.Headers;
import java.io.IOException;
import java.util.Iterator;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.nio.NHttpMessageParser;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes only answers that were asked for, only whole heads, and only names of fields that RFC 9110 allows.
 *
 * <p>HttpCore's parser takes the end of the connection for the end of the head, and so a head that broke off for a
 * whole one. Bytes behind the end of an answer would otherwise stay in the connection's
 * buffer, and be read as the beginning of the answer to somebody else.
 */
final class AskedParser implements NHttpMessageParser<HttpResponse> {

    private final PacedSession connection;
    private final NHttpMessageParser<HttpResponse> parser;

    AskedParser(PacedSession connection, NHttpMessageParser<HttpResponse> parser) {
        this.connection = connection;
        this.parser = parser;
    }

    @Override
    public @Nullable HttpResponse parse(SessionInputBuffer buffer, boolean endOfStream)
            throws IOException, HttpException {
        if (buffer.hasData() && !connection.expectsAnswer()) {
            throw new ProtocolException("the upstream sent more than was asked for");
        }
        HttpResponse head = parser.parse(buffer, false);
        if (head == null && endOfStream && connection.expectsAnswer()) {
            throw new ConnectionClosedException("the upstream closed the connection before the end of the head");
        }
        if (head != null) {
            checkNames(head);
        }
        return head;
    }

    /** HttpCore takes a field of any name, and another reader could take {@code X Y: 1} for two fields or for none. */
    private static void checkNames(HttpResponse head) throws ProtocolException {
        for (Iterator<Header> fields = head.headerIterator(); fields.hasNext(); ) {
            if (!Headers.isName(fields.next().getName())) {
                throw new ProtocolException("the upstream sent a field whose name is none");
            }
        }
    }

    @Override
    public void reset() {
        parser.reset();
    }
}
