/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class ForwarderTest {

    @Test
    void eventLoopsThatDiedAreReplaced() throws Exception {
        try (Forwarder forwarder = new Forwarder(SSLContext.getDefault(), 1, Runnable::run)) {
            Connections first = forwarder.connections();
            killTheLoop();
            await().atMost(Duration.ofSeconds(5)).until(first::isBroken);

            Connections second = forwarder.connections();

            assertThat(second).isNotSameAs(first);
            assertThat(second.isBroken()).isFalse();
        }
    }

    /** HttpCore's loop ends when its thread is interrupted, as it does when something escapes it. */
    private static void killTheLoop() {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("dheera-passthrough-loop"))
                .forEach(Thread::interrupt);
    }
}
