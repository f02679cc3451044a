/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.LogCapture;
import ai.dheera.passthrough.keys.KeyPatch;
import ai.dheera.passthrough.keys.KeySecret;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import ai.dheera.passthrough.spi.Headers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Two gateways that look their keys up in one PostgreSQL, each with connections of its own. */
class KeysOfTwoNodesTest {

    /** What is promised. */
    private static final Duration REACHED = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    @TempDir
    static Path directory;

    private static PostgresServer server;

    private final LogCapture log = LogCapture.of(KeyChanges.class).at(Level.INFO);
    private Node here;
    private Node there;

    /** A node. */
    private record Node(JdbcKeyStore store, PassThrough gateway) implements AutoCloseable {

        static Node start() {
            JdbcKeyStore store = JdbcKeyStore.connect(server.url(), Optional.of("postgres"), Optional.empty())
                    .creatingTables();
            PassThrough gateway = PassThrough.builder()
                    .keys(store)
                    .keyCache(REMEMBERED)
                    .eventLoops(1)
                    .shutdownGrace(() -> Duration.ZERO)
                    .build();
            return new Node(store, gateway);
        }

        /** The id of the key, or the code of the refusal. */
        String ask(KeySecret secret) throws Exception {
            Headers headers = Headers.builder().add("x-api-key", secret.text()).build();
            ClientRequest request = new ClientRequest("GET", "/x", null, headers, BodySize.NO_BODY, "127.0.0.1");
            try {
                return gateway.authenticate(request, "http://x")
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS)
                        .id();
            } catch (ExecutionException e) {
                return ((Refusal) e.getCause()).code().code();
            }
        }

        @Override
        public void close() {
            gateway.close();
            store.close();
        }
    }

    @BeforeAll
    static void startServer() {
        server = PostgresServer.in(directory.resolve("data"));
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void startNodes() throws Exception {
        here = Node.start();
        there = Node.start();
        here.store.check();
        there.store.check();
    }

    @AfterEach
    void stopNodes() {
        here.close();
        there.close();
        log.close();
    }

    private KeySecret issue(String id) throws Exception {
        here.store.delete(id, "test");
        return here.store
                .issue(VirtualKey.withId(id).build(), "test")
                .orElseThrow()
                .secret();
    }

    @Test
    void whatOneChangesTheOtherHoldsToWithinASecond() throws Exception {
        KeySecret unknown = KeySecret.random();
        KeySecret first = issue("a");
        awaitFollowing();
        assertThat(there.ask(first)).isEqualTo("a");
        assertThat(there.ask(unknown)).isEqualTo("invalid_key");

        here.store.enable("a", false, "test");
        await().atMost(REACHED).until(() -> there.ask(first).equals("key_disabled"));
        here.store.enable("a", true, "test");
        await().atMost(REACHED).until(() -> there.ask(first).equals("a"));

        KeySecret second =
                here.store.rotate("a", Duration.ZERO, "test").orElseThrow().secret();
        await().atMost(REACHED).until(() -> there.ask(first).equals("key_expired"));
        assertThat(there.ask(second)).isEqualTo("a");

        here.store.change("a", KeyPatch.read("{\"expiresAt\":\"2020-01-01T00:00:00Z\"}", "patch"), "test");
        await().atMost(REACHED).until(() -> there.ask(second).equals("key_expired"));
        here.store.delete("a", "test");
        await().atMost(REACHED).until(() -> there.ask(second).equals("invalid_key"));
    }

    @Test
    void aFormerSecretEndsOnTimeAlsoWhereItIsRemembered() throws Exception {
        KeySecret first = issue("a");
        here.store.rotate("a", Duration.ofSeconds(2), "test");
        assertThat(there.ask(first)).isEqualTo("a");
        await().atMost(Duration.ofSeconds(3)).until(() -> there.ask(first).equals("key_expired"));
    }

    @Test
    void withoutTheDatabaseKeysAreGoodForAsLongAsTheyAreRememberedAndNoneIsLetThroughUnchecked() throws Exception {
        KeySecret known = issue("a");
        KeySecret other = issue("b");
        awaitFollowing();
        assertThat(there.ask(known)).isEqualTo("a");
        server.kill();
        try {
            assertThat(there.ask(known)).isEqualTo("a");
            assertThat(there.ask(other)).isEqualTo(ErrorCode.KEY_STORE_UNAVAILABLE.code());
            assertThat(there.ask(KeySecret.random())).isEqualTo(ErrorCode.KEY_STORE_UNAVAILABLE.code());
            await().atMost(REMEMBERED.plusSeconds(20))
                    .until(() -> there.ask(known).equals(ErrorCode.KEY_STORE_UNAVAILABLE.code()));
        } finally {
            server.start();
        }
        await().atMost(PATIENCE).until(() -> there.ask(known).equals("a"));
        log.await(Level.INFO, "tells again which keys change", PATIENCE);
        await().atMost(PATIENCE)
                .until(() -> log.events(Level.INFO, "tells again").size() == 2);

        here.store.enable("a", false, "test");
        await().atMost(REACHED).until(() -> there.ask(known).equals("key_disabled"));
    }

    @Test
    void aDatabaseThatIsSilentHoldsNobodyUp() throws Exception {
        KeySecret known = issue("a");
        KeySecret other = issue("b");
        awaitFollowing();
        assertThat(there.ask(known)).isEqualTo("a");
        server.freeze();
        try {
            assertThat(there.ask(known)).isEqualTo("a");
            long begin = System.nanoTime();
            assertThat(there.ask(other)).isEqualTo(ErrorCode.KEY_STORE_UNAVAILABLE.code());
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(12));
        } finally {
            server.goOn();
        }
        await().atMost(PATIENCE).until(() -> there.ask(other).equals("b"));
    }

    /** What is issued reaches the other node, which so is known to look. */
    private void awaitFollowing() throws Exception {
        KeySecret missed = KeySecret.random();
        assertThat(there.ask(missed)).isEqualTo("invalid_key");
        KeySecret seen = issue("seen");
        await().atMost(PATIENCE).until(() -> there.ask(seen).equals("seen"));
        here.store.enable("seen", false, "test");
        await().atMost(PATIENCE).until(() -> there.ask(seen).equals("key_disabled"));
    }
}
