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

/** Tables that belong together. */
enum Schema {
    /** Usage records, and what has been billed. */
    USAGE("schema", "dheera_usage", "dheera_billed"),
    /** Keys, and who changed them. */
    KEYS("schema-keys", "dheera_keys", "dheera_key_secrets", "dheera_key_changes", "dheera_audit"),
    /** Budgets and rate limits. */
    LIMITS("schema-limits", "dheera_limits", "dheera_reservations", "dheera_limit_nodes");

    /** Nodes that create the same at once get into each other's way. */
    private static final int TRIES = 5;

    private final String name;

    @SuppressWarnings("ImmutableEnumChecker") // it is one of List.of
    private final List<String> tables;

    Schema(String name, String... tables) {
        this.name = name;
        this.tables = List.of(tables);
    }

    /** {@return the name of the resource that creates them} */
    String script(Dialect dialect) {
        return name + "-" + dialect.label() + ".sql";
    }

    /**
     * Creates what is not there.
     *
     * @param connection in a transaction, which this may end
     */
    void create(Connection connection, Dialect dialect) throws SQLException {
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

    private boolean exists(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : tables) {
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

    List<String> statements(Dialect dialect) {
        String withoutComments = text(dialect).replaceAll("--[^\n]*", "");
        return Arrays.stream(withoutComments.split(";"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private String text(Dialect dialect) {
        String script = script(dialect);
        try (InputStream resource = Objects.requireNonNull(Schema.class.getResourceAsStream(script), script)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the class path cannot be read", e);
        }
    }
}
