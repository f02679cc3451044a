/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The tables. */
final class Schema {

    private static final List<String> TABLES = List.of("dheera_usage", "dheera_billed");

    /** Nodes that create the same at once get into each other's way. */
    private static final int TRIES = 5;

    private Schema() {}

    /**
     * Creates what is not there.
     *
     * @param connection in a transaction, which this may end
     */
    static void create(Connection connection, Dialect dialect) throws SQLException {
        int tries = 0;
        while (!exists(connection)) { // where it does, no right to create tables is needed, and no lock
            try (Statement statement = connection.createStatement()) {
                for (String each : statements(dialect)) {
                    statement.execute(each);
                }
                return;
            } catch (SQLException e) {
                connection.rollback();
                if (++tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static boolean exists(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute("SELECT 1 FROM " + table + " WHERE 1 = 0");
            }
            return true;
        } catch (SQLException e) {
            if (!Refusals.isOfMissingTable(e)) {
                throw e;
            }
            connection.rollback();
            return false;
        }
    }

    static List<String> statements(Dialect dialect) {
        String withoutComments = text(dialect).replaceAll("--[^\n]*", "");
        return Arrays.stream(withoutComments.split(";"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String text(Dialect dialect) {
        String name = dialect.schema();
        try (InputStream resource = Objects.requireNonNull(Schema.class.getResourceAsStream(name), name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the class path cannot be read", e);
        }
    }
}
