/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.BodyOrder;
import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.ManyClients;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.StreamOrder;
import ai.dheera.passthrough.fixtures.StreamingUpstream;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two thousand streams at once, in a JVM with 256 MB of heap and a handful of threads. */
@Tag("container")
class ManyStreamsTest {

    private static final int STREAMS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Test
    void twoThousandStreamsFitIntoASmallHeapAndFewThreads() throws Exception {
        try (StreamingUpstream upstream = StreamingUpstream.start()) {
            Process process = start(upstream);
            try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
                int port = Integer.parseInt(answers.readLine());
                String order = StreamOrder.every(Duration.ofSeconds(2)).target();
                try (ManyClients clients =
                        ManyClients.get(port, STREAMS, "/any/x", auth(), BodyOrder.HEADER + ": " + order)) {
                    clients.awaitHeads(PATIENCE);
                    upstream.awaitOpenStreams(STREAMS, PATIENCE);
                    clients.awaitEventsEach(3, PATIENCE);

                    assertHostApplicationAnswers(port);
                    String[] counts = ask(process, answers).split(" ");
                    assertThat(Integer.parseInt(counts[0])).isLessThan(20);
                    assertThat(Integer.parseInt(counts[1])).isEqualTo(STREAMS);

                    upstream.finishStreams();
                    clients.awaitEnded(PATIENCE);
                    assertThat(clients.ended(Ending.COMPLETE)).isEqualTo(STREAMS);
                }
            } finally {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    private static Process start(StreamingUpstream upstream) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-Dcontainer=" + Container.name(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        GatewayProcess.class.getName(),
                        upstream.url().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void assertHostApplicationAnswers(int port) throws Exception {
        try (RawClient client = RawClient.connect(port)) {
            Answer answer = client.get("/hello");
            assertThat(answer.body().text()).isEqualTo("hello");
        }
    }

    private static String ask(Process process, BufferedReader answers) throws Exception {
        OutputStream commands = process.getOutputStream();
        commands.write('\n');
        commands.flush();
        return answers.readLine();
    }
}
