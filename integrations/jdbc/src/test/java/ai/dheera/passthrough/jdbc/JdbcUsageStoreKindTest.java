/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.SpendReports.Dimension;
import ai.dheera.passthrough.SpendReports.Query;
import ai.dheera.passthrough.SpendReports.Spend;
import ai.dheera.passthrough.usage.UsageStore;
import ai.dheera.passthrough.usage.UsageStoreKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdbcUsageStoreKindTest {

    private static final Query ALL =
            new Query(List.of(Dimension.KEY), Instant.EPOCH, Instant.parse("2030-01-01T00:00:00Z"), 10);

    @TempDir
    Path directory;

    private final UsageStoreKind kind = new JdbcUsageStoreKind();

    @Test
    void isFoundByItsService() {
        assertThat(ServiceLoader.load(UsageStoreKind.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .map(UsageStoreKind::name))
                .containsExactly("jdbc");
    }

    @Test
    void opensAStoreThatCreatesItsTables() throws Exception {
        Map<String, String> options =
                Map.of("url", h2(), "user", "gateway", "password", "hush-4711", "createSchema", "true");
        try (UsageStore store = kind.open(options)) {
            store.write(List.of(Sketch.record().build()));
            assertThat(store.spend(ALL)).hasSize(1);
            assertThat(store.ledger().claim("a")).isTrue();
            assertThat(store).hasToString(h2());
        }
        try (UsageStore store =
                kind.open(Map.of("url", h2() + ";IFEXISTS=TRUE", "user", "gateway", "password", "hush-4711"))) {
            assertThat(store.spend(ALL)).hasSize(1);
            assertThat(store.ledger().claim("a")).isFalse();
        }
    }

    /** As H2 does by itself when the process begins to end. */
    @Test
    void opensADatabaseAgainThatWasClosed() throws Exception {
        try (UsageStore store = kind.open(Map.of("url", h2(), "createSchema", "true"))) {
            store.write(List.of(Sketch.record().build()));
            shutDown();
            store.sync();
            shutDown();
            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
                store.write(List.of(Sketch.record().build()));
                return true;
            });
            assertThat(store.spend(ALL)).extracting(Spend::exchanges).containsExactly(2L);
        }
    }

    private void shutDown() throws SQLException {
        try (Connection other = DriverManager.getConnection(h2());
                Statement statement = other.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    @Test
    void createsNoTablesUnlessAsked() {
        try (UsageStore store = kind.open(Map.of("url", h2()))) {
            assertThatThrownBy(() -> store.spend(ALL))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("createSchema");
        }
    }

    @Test
    void opensAStoreWhoseDatabaseDoesNotAnswerYet() {
        try (UsageStore store =
                kind.open(Map.of("url", "jdbc:postgresql://127.0.0.1:1/usage", "password", "hush-4711"))) {
            assertThatThrownBy(() -> store.write(List.of(Sketch.record().build())))
                    .isInstanceOf(SQLException.class)
                    .message()
                    .doesNotContain("hush");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                   |       | needs a "url" that begins with jdbc:, such as jdbc:postgresql://db.example/usage
            postgres://db                        |       | needs a "url" that begins with jdbc:, such as jdbc:postgresql://db.example/usage
            jdbc:oracle://u:hush@db/x?p=hush     |       | no JDBC driver on the class path takes the url jdbc:oracle://db/x: add the artifact of the database's driver
            jdbc:h2:mem:x                        | yes   | "createSchema" is "true" or "false", not 'yes'
            """)
    void saysWhatIsWrong(String url, String createSchema, String message) {
        Map<String, String> options =
                createSchema == null ? Map.of("url", url) : Map.of("url", url, "createSchema", createSchema);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kind.open(options).close())
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:postgresql://db.example:5432/usage?password=hush   | jdbc:postgresql://db.example:5432/usage
            jdbc:mysql://root:hush@db/usage                         | jdbc:mysql://db/usage
            jdbc:mysql://address=(host=db)(password=hush)/usage     | jdbc:mysql:…
            jdbc:h2:file:/var/usage;PASSWORD=hush;AUTO_SERVER=TRUE  | jdbc:h2:file:/var/usage
            jdbc:postgresql://hu@sh:hu/sh@db/usage                  | jdbc:postgresql:…
            """)
    void showsOfUrlsWhatIsNoSecret(String url, String shown) {
        assertThat(Pool.withoutSecrets(url)).isEqualTo(shown);
    }

    private String h2() {
        return "jdbc:h2:file:" + directory.resolve("usage");
    }
}
