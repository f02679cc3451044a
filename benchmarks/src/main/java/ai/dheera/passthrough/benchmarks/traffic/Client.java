/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.traffic;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One client: sends a request, reads the answer, checks it, sends the next. */
final class Client {

    private final Clients all;
    private final Loop loop;
    private final SocketChannel channel;
    private final MessageReader reader;
    private final int leastPieces;
    private int pieces;

    /** A client that is connected. */
    Client(Clients all, LoadOrder order, Loop loop) throws IOException {
        this.all = all;
        this.loop = loop;
        reader = new MessageReader("HTTP/1.1 200 ", Answer.to(order.workload()).body());
        leastPieces = order.workload().leastPieces();
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), order.port()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    void begin() throws IOException {
        loop.register(channel, SelectionKey.OP_READ, this::read);
        sendNext();
    }

    private void sendNext() throws IOException {
        ByteBuffer request = all.nextRequest();
        if (request == null) {
            return;
        }
        channel.write(request);
        if (request.hasRemaining()) {
            throw new IOException("an idle connection did not take a short request at once");
        }
    }

    private void read() throws IOException {
        ByteBuffer block = loop.block();
        if (channel.read(block) < 0) {
            throw new EOFException("the proxy closed a connection");
        }
        pieces++;
        if (reader.read(block.flip())) {
            answered();
        }
    }

    private void answered() throws IOException {
        if (pieces < leastPieces) {
            throw new BadMessage("a stream was held back, and came in " + pieces + " pieces");
        }
        pieces = 0;
        all.answered();
        sendNext();
    }
}
