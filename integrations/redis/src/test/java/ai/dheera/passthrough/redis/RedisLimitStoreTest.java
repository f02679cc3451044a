/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.LimitStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What every store has to do, on one server. */
class RedisLimitStoreTest extends LimitStoreContract {

    @TempDir
    static Path directory;

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.in(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    protected LimitStore open() {
        return RedisLimitStore.builder(server.uri())
                .lease(Duration.ofSeconds(2))
                .open();
    }

    @Override
    protected Duration bound() {
        return Duration.ofSeconds(4);
    }

    @Override
    protected void silence(LimitStore node) {
        ((RedisLimitStore) node).fallSilent();
    }
}
