/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ReadableByteChannel;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.impl.nio.ClientHttp1IOEventHandler;
import org.apache.hc.core5.http.impl.nio.ClientHttp1StreamDuplexer;
import org.apache.hc.core5.http.impl.nio.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.nio.ContentDecoder;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last guard around everything that runs on an event loop: what escapes a handler of HttpCore would stop the loop,
 * and with it every exchange on it. Here it costs one connection.
 */
final class GuardedHandler extends ClientHttp1IOEventHandler {

    private static final Logger log = LoggerFactory.getLogger(GuardedHandler.class);

    private final PacedSession connection;

    GuardedHandler(PacedSession connection, HttpProcessor processor, Http1Config config) {
        super(duplexer(connection, processor, config));
        this.connection = connection;
    }

    private static ClientHttp1StreamDuplexer duplexer(
            PacedSession connection, HttpProcessor processor, Http1Config config) {
        return new ClientHttp1StreamDuplexer(
                connection,
                processor,
                config,
                CharCodingConfig.DEFAULT,
                null,
                new AskedParser(connection, new DefaultHttpResponseParserFactory(config).create()),
                new HeadWriter(),
                null,
                null,
                null) {
            @Override
            protected @Nullable ContentDecoder createContentDecoder(
                    long length,
                    ReadableByteChannel channel,
                    SessionInputBuffer buffer,
                    BasicHttpTransportMetrics metrics)
                    throws HttpException {
                ContentDecoder decoder = super.createContentDecoder(length, channel, buffer, metrics);
                return decoder == null ? null : new LastBytes(decoder);
            }
        };
    }

    @Override
    public void connected(IOSession session) {
        guarded(() -> {
            super.connected(session);
            connection.sendBy(() -> outputReady(connection));
        });
    }

    @Override
    public void inputReady(IOSession session, ByteBuffer source) {
        guarded(() -> {
            super.inputReady(session, source);
            connection.batchEnded();
        });
    }

    @Override
    public void outputReady(IOSession session) {
        guarded(() -> {
            super.outputReady(session);
            if (connection.wantsToWrite()) {
                super.outputReady(session);
            }
        });
    }

    @Override
    public void timeout(IOSession session, Timeout timeout) {
        guarded(() -> super.timeout(session, timeout));
    }

    @Override
    public void exception(IOSession session, Exception cause) {
        guarded(() -> super.exception(session, cause));
    }

    @Override
    public void disconnected(IOSession session) {
        guarded(() -> super.disconnected(session));
    }

    private void guarded(Event event) {
        connection.beginTurn();
        try {
            event.handle();
        } catch (IOException | CancelledKeyException e) {
            connectionFailed(e);
        } catch (Throwable e) {
            log.error("A handler failed on an event loop; its connection is closed", e);
            connectionFailed(new IOException("internal error", e));
        } finally {
            connection.endTurn();
        }
    }

    PacedSession connection() {
        return connection;
    }

    private void connectionFailed(Exception cause) {
        try {
            super.exception(connection, cause);
        } catch (Throwable e) {
            log.error("The failure of a connection could not be told", e);
        } finally {
            connection.close(CloseMode.IMMEDIATE);
        }
    }

    private interface Event {
        void handle() throws IOException;
    }
}
