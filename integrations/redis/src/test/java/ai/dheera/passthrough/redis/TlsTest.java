/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.dheera.passthrough.fixtures.TestTls;
import ai.dheera.passthrough.limits.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server behind TLS, whose certificate the JVM's trust store has or has not. */
@Timeout(90)
class TlsTest {

    private static final List<String> TRUST =
            List.of("javax.net.ssl.trustStore", "javax.net.ssl.trustStorePassword", "javax.net.ssl.trustStoreType");

    @TempDir
    Path directory;

    private final int port = RedisServer.freePort();

    @AfterEach
    void trustAsBefore() {
        TRUST.forEach(System::clearProperty);
    }

    private static void trust(TestTls tls) {
        System.setProperty(TRUST.get(0), tls.trustStore().toString());
        System.setProperty(TRUST.get(1), tls.trustStorePassword());
        System.setProperty(TRUST.get(2), "PKCS12");
    }

    private RedisServer serverWith(TestTls tls) throws IOException {
        String pem =
                Files.writeString(directory.resolve("server.pem"), tls.pem()).toString();
        return RedisServer.in(
                directory.resolve("server"),
                List.of(
                        "--tls-port", Integer.toString(port),
                        "--tls-cert-file", pem,
                        "--tls-key-file", pem,
                        "--tls-ca-cert-file", pem,
                        "--tls-auth-clients", "no"));
    }

    private RedisLimitStore store() {
        return RedisLimitStore.builder("rediss://localhost:" + port).open();
    }

    @Test
    void countsOverTls() throws Exception {
        try (TestTls tls = TestTls.forLocalhost();
                RedisServer server = serverWith(tls)) {
            trust(tls);
            try (RedisLimitStore store = store()) {
                Limit.Spend budget = Sketch.budget("b", "1.00");
                assertThat(Sketch.admit(store, Sketch.reservation("a", budget))).isTrue();
                assertThat(stored(server)).contains("{dheera}:limit:b");
            }
        }
    }

    @Test
    void tellsNothingToAServerThatIsNotTrusted() throws Exception {
        try (TestTls tls = TestTls.forLocalhost();
                RedisServer server = serverWith(tls)) {
            assertUnused(server);
        }
    }

    @Test
    void tellsNothingToAServerThatIsAnotherOne() throws Exception {
        try (TestTls tls = TestTls.forWrongHost();
                RedisServer server = serverWith(tls)) {
            trust(tls);
            assertUnused(server);
        }
    }

    private void assertUnused(RedisServer server) {
        try (RedisLimitStore store = store()) {
            assertThatThrownBy(() -> Sketch.admit(store, Sketch.reservation("a", Sketch.budget("b", "1.00"))))
                    .hasMessageContaining("no connection to Redis at rediss://localhost:" + port);
            assertThat(stored(server)).isEmpty();
        }
    }

    private static List<String> stored(RedisServer server) {
        return server.with(redis -> redis.keys("*"));
    }
}
