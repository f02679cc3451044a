/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.LimitStoreKind;
import io.lettuce.core.AclSetuserArgs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisLimitStoreKindTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static RedisServer server;

    private final LimitStoreKind kind = new RedisLimitStoreKind();

    @BeforeAll
    static void start() {
        server = RedisServer.in(directory);
        server.with(redis -> redis.aclSetuser(
                "gateway",
                AclSetuserArgs.Builder.on()
                        .addPassword("hu@sh:4711")
                        .keyPattern("{team}:*")
                        .allCommands()));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void isFoundByItsService() {
        assertThat(ServiceLoader.load(LimitStoreKind.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .map(LimitStoreKind::name))
                .containsExactly("redis");
    }

    @Test
    void opensAStoreThatLogsInAndKeepsToItsPrefix() {
        Map<String, String> options =
                Map.of("uri", server.uri(), "user", "gateway", "password", "hu@sh:4711", "prefix", "team");
        try (LimitStore store = kind.open(options)) {
            assertThat(Sketch.admit(store, Sketch.reservation("a", Sketch.budget("b", "1.00"))))
                    .isTrue();
            assertThat(store).hasToString("redis://" + server.host() + " {team}:");
        }
        List<String> keys = server.with(redis -> redis.keys("*"));
        assertThat(keys).isNotEmpty().allMatch(key -> key.startsWith("{team}:"));
    }

    @Test
    void opensAStoreWhoseRedisDoesNotAnswerYetAndUsesItWhenItDoes() throws Exception {
        RedisServer late = RedisServer.in(directory.resolve("late"));
        late.kill();
        try (LimitStore store = kind.open(Map.of("uri", late.uri()))) {
            assertThatThrownBy(() -> Sketch.admit(store, Sketch.reservation("a", Sketch.budget("b", "1.00"))))
                    .hasMessageContaining("no connection to Redis at redis://" + late.host());
            late.start();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> Sketch.admit(store, Sketch.reservation("a", Sketch.budget("b", "1.00"))));
        } finally {
            late.close();
        }
    }

    /** The server knows what was tried and says so; it knows the password, too. */
    @Test
    void aWrongPasswordIsToldByNobody() {
        try (LimitStore store =
                kind.open(Map.of("uri", server.uri(), "user", "gateway", "password", "wrong-hush", "prefix", "team"))) {
            assertThatThrownBy(() -> Sketch.admit(store, Sketch.reservation("a", Sketch.budget("b", "1.00"))))
                    .satisfies(failure -> assertThat(texts(failure)).noneMatch(text -> text.contains("hush")));
            assertThat(store.toString()).doesNotContain("hush");
        }
    }

    private static List<String> texts(Throwable failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .map(Throwable::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            uri=http://u:hush@db                        | begins with redis://
            uri=redis-sentinel://hush@a:1               | the name under which they know the server
            uri=redis://hush@a;cluster=yes              | "cluster" is "true" or "false", not 'yes'
            uri=redis://hush@a;prefix=a b               | up to 100 letters, digits and . _ : / -, which 'a b' is not
            uri=redis://hush@a;user=gateway             | needs a password
            prefix=a                                    | needs a "uri" such as
            """)
    void saysWhatIsWrong(String options, String message) {
        Map<String, String> given = List.of(options.split(";")).stream()
                .map(option -> option.split("=", 2))
                .collect(Collectors.toMap(option -> option[0], option -> option[1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kind.open(given).close())
                .withMessageContaining(message)
                .withMessageNotContaining("hush");
    }
}
