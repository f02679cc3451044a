/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.examples.springboot;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds keys in the table of the team's API tokens, which the application had before it had a gateway. */
@Component
class TeamKeys implements KeyStore {

    private final JdbcClient database;

    TeamKeys(JdbcClient database) {
        this.database = database;
    }

    @Override
    public Optional<VirtualKey> find(PresentedKey presented) {
        return database.sql("select id, member, team, revoked, usd_per_month from api_token where sha256 = ?")
                .param(presented.sha256())
                .query((row, number) -> key(row))
                .optional();
    }

    private static VirtualKey key(ResultSet row) throws SQLException {
        Budget perMonth =
                new Budget(row.getBigDecimal("usd_per_month"), Budget.Window.parse("month"), ZoneOffset.UTC, Scope.KEY);
        return VirtualKey.withId("token-" + row.getLong("id"))
                .owner(row.getString("member"))
                .team(row.getString("team"))
                .enabled(!row.getBoolean("revoked"))
                .limits(new Limits(List.of(), List.of(perMonth)))
                .build();
    }
}
