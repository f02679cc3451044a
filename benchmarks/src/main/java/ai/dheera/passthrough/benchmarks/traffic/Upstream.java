/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.traffic;

import ai.dheera.passthrough.benchmarks.processes.Lifeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A process that answers as a provider would. Each of its loops accepts connections of its own. */
public final class Upstream {

    private static final int BACKLOG = 4096;

    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final Map<Workload, Answer> answers = new ConcurrentHashMap<>();

    private Upstream() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    }

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String... arguments) throws IOException {
        Upstream upstream = new Upstream();
        for (int i = 0; i < Loop.enough(); i++) {
            Thread thread = new Thread(upstream::serve, "upstream-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        Lifeline.hold(upstream.listener.socket().getLocalPort());
    }

    private void serve() {
        try (Loop loop = new Loop()) {
            loop.register(listener, SelectionKey.OP_ACCEPT, () -> accept(loop));
            while (listener.isOpen()) {
                loop.turn();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(Loop loop) throws IOException {
        SocketChannel channel = listener.accept();
        if (channel != null) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            new Answering(channel, loop, this::answer).begin();
        }
    }

    private Answer answer(Workload workload) {
        return answers.computeIfAbsent(workload, Answer::to);
    }
}
