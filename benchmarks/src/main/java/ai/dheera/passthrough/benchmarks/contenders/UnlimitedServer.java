/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.contenders;

import ai.dheera.passthrough.VirtualKey.Limits;

/** A process with the gateway, whose keys have no limits: what these cost is the difference to {@link GatewayServer}. */
public final class UnlimitedServer {

    private UnlimitedServer() {}

    /**
     * Runs it.
     *
     * @param arguments the provider's base URL, and a directory for the usage records
     */
    public static void main(String... arguments) throws Exception {
        GatewayServer.serve(Limits.NONE, arguments);
    }
}
