/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.Timeouts;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A gateway in a JVM of its own, in a container with eight threads. Prints its port; then, for each line that it reads,
 * how many threads of ours there are and how much heap is in use.
 */
final class GatewayProcess {

    private static final int CONTAINER_THREADS = 8;

    private GatewayProcess() {}

    public static void main(String[] arguments) throws Exception {
        URI upstream = URI.create(arguments[0]);
        try (MountedGateway gateway =
                MountedGateway.over(upstream, Timeouts.DEFAULT, app -> app.withThreads(CONTAINER_THREADS))) {
            System.out.println(gateway.port());
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (commands.readLine() != null) {
                System.out.println(ourThreads() + " " + gateway.gateway.running());
            }
        }
        System.exit(0);
    }

    private static long ourThreads() {
        Set<Thread> all = Thread.getAllStackTraces().keySet();
        return all.stream()
                .filter(thread -> thread.getName().startsWith("dheera-passthrough"))
                .count();
    }
}
