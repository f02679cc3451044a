/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.VirtualKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Keys in the team's own table, with the SHA-256 of each as 64 hex digits. */
record TeamKeys(DataSource database) implements KeyStore {

    private static final String SQL = "SELECT id, email, team, active, models FROM api_keys WHERE sha256 = ?";

    @Override
    public Optional<VirtualKey> find(PresentedKey presented) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, presented.sha256());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(key(row)) : Optional.empty();
            }
        }
    }

    private static VirtualKey key(ResultSet row) throws SQLException {
        List<String> models = List.of(row.getString("models").split(","));
        return VirtualKey.withId("key-" + row.getLong("id"))
                .owner(row.getString("email"))
                .team(row.getString("team"))
                .enabled(row.getBoolean("active"))
                .access(new VirtualKey.Access(List.of(), models, List.of(), List.of()))
                .build();
    }
}
