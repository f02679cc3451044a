/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DialectTest {

    @ParameterizedTest
    @CsvSource({"PostgreSQL, POSTGRESQL", "MySQL, MYSQL", "MariaDB, MYSQL", "H2, H2"})
    void isThatOfTheDatabase(String product, Dialect dialect) throws Exception {
        assertThat(Dialect.of(connectionTo(product))).isEqualTo(dialect);
    }

    @Test
    void isOfNoOtherDatabase() {
        assertThatThrownBy(() -> Dialect.of(connectionTo("Oracle")))
                .isInstanceOf(SQLException.class)
                .hasMessage("PostgreSQL, MySQL, MariaDB and H2 will do, and not Oracle");
    }

    /** What is cut to a length in code has that length in the script. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void hasColumnsOfTheLengthsThatTextsAreCutTo(Dialect dialect) {
        String script = String.join("\n", Schema.USAGE.statements(dialect)).toLowerCase(Locale.ROOT);
        assertThat(script)
                .containsPattern("request_id +varchar\\(" + Column.REQUEST_ID + "\\)")
                .containsPattern("key_id +varchar\\(" + Column.NAME + "\\)")
                .containsPattern("owner +varchar\\(" + Column.NAME + "\\)")
                .containsPattern("team +varchar\\(" + Column.NAME + "\\)")
                .containsPattern("provider +varchar\\(" + Column.NAME + "\\)")
                .containsPattern("[^_]model +varchar\\(" + Column.NAME + "\\)")
                .containsPattern("served_model +varchar\\(" + Column.NAME + "\\)")
                .containsPattern("credential_id +varchar\\(" + Column.NAME + "\\)")
                .containsPattern("upstream_request_id +varchar\\(" + Column.NAME + "\\)")
                .containsPattern("route +varchar\\(" + Column.ROUTE + "\\)")
                .containsPattern("method +varchar\\(" + Column.METHOD + "\\)")
                .containsPattern("path +varchar\\(" + Column.PATH + "\\)")
                .containsPattern("client_address +varchar\\(" + Column.ADDRESS + "\\)");
    }

    private static Connection connectionTo(String product) {
        DatabaseMetaData facts = answering(DatabaseMetaData.class, product);
        return answering(Connection.class, facts);
    }

    private static <T> T answering(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
    }
}
