/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.limits.BudgetBook.Standing;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** How budgets stand, as JSON for operators. Amounts are in US dollars, as texts, so that nothing of them is lost. */
public final class BudgetJson {

    private BudgetJson() {}

    /**
     * {@return an object with {@code budgets}, an array}
     *
     * @param standings how each stands
     */
    public static String text(List<Standing> standings) {
        JsonArray list = new JsonArray();
        standings.forEach(standing -> list.add(json(standing)));
        JsonObject object = new JsonObject();
        object.add("budgets", list);
        return KeyJson.text(object);
    }

    /**
     * {@return an object on a line}
     *
     * @param standing how a budget stands
     */
    public static String text(Standing standing) {
        return KeyJson.text(json(standing));
    }

    private static JsonObject json(Standing standing) {
        Budget budget = standing.budget();
        BigDecimal remaining = budget.usd().subtract(standing.spentUsd()).subtract(standing.reservedUsd());
        JsonObject json = new JsonObject();
        json.addProperty("name", standing.name());
        json.addProperty("usd", budget.usd().toPlainString());
        json.addProperty("per", budget.window().toString());
        json.addProperty("scope", budget.scope().text());
        json.addProperty("spentUsd", standing.spentUsd().toPlainString());
        json.addProperty("reservedUsd", standing.reservedUsd().toPlainString());
        json.addProperty("remainingUsd", remaining.max(BigDecimal.ZERO).toPlainString());
        json.addProperty("endsAt", standing.ends().map(Instant::toString).orElse(null));
        return json;
    }
}
