/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import java.io.IOException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.nio.NHttpMessageParser;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes only answers that were asked for, and only whole heads.
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
        return head;
    }

    @Override
    public void reset() {
        parser.reset();
    }
}
