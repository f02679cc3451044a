/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, each a process, spend one budget of a thousand cents; one is killed in the middle. */
@Timeout(180)
class LimitsOfThreeProcessesTest {

    /** {@code -Dlimits.bound=60} for the real one. */
    private static final Duration BOUND = Duration.ofSeconds(Integer.getInteger("limits.bound", 8));

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.in(directory.resolve("data"));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void theBudgetIsSpentToTheCentAndWhatTheKilledNodeHeldComesBack() throws Exception {
        try (Node first = new Node("spend");
                Node second = new Node("spend");
                Node dying = new Node("hold")) {
            await().atMost(PATIENCE).until(() -> dying.held.get() > 50 && first.settled.get() > 50);
            dying.kill();
            long killed = System.nanoTime();
            long heldByIt = query("SELECT COUNT(*) FROM dheera_reservations r WHERE settled_at IS NULL AND node IN"
                    + " (SELECT node FROM dheera_reservations GROUP BY node HAVING COUNT(*) > 22)");
            assertThat(heldByIt).isGreaterThan(50);

            await().atMost(PATIENCE).until(() -> first.isRefused.get() && second.isRefused.get());
            assertThat(query("SELECT spent + held FROM dheera_limits")).isEqualTo(1_000 * SpendingNode.CENT);
            await().atMost(BOUND.plus(PATIENCE))
                    .until(() -> query("SELECT spent FROM dheera_limits") == 1_000 * SpendingNode.CENT);
            Duration back = Duration.ofNanos(System.nanoTime() - killed);
            System.out.printf("the %d cents that the killed node held were spent %s after%n", heldByIt, back);
            assertThat(back).isLessThanOrEqualTo(BOUND.plusSeconds(1));

            assertThat(query("SELECT held FROM dheera_limits")).isZero();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(first.settled.get() + second.settled.get())
                            .isEqualTo(1_000));
        }
    }

    private static long query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url(), "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static final class Node implements AutoCloseable {

        final AtomicInteger settled = new AtomicInteger();
        final AtomicInteger held = new AtomicInteger();
        final AtomicBoolean isRefused = new AtomicBoolean();
        private final Process process;

        Node(String what) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            SpendingNode.class.getName(),
                            server.url(),
                            Long.toString(BOUND.toSeconds()),
                            what)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Thread reader = new Thread(this::read);
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    switch (line) {
                        case "c" -> settled.incrementAndGet();
                        case "a" -> held.incrementAndGet();
                        case "r" -> isRefused.set(true);
                        default -> {} // a line of a log
                    }
                }
            } catch (IOException e) {
                // it was killed
            }
        }

        void kill() throws Exception {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() throws Exception {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        }
    }
}
