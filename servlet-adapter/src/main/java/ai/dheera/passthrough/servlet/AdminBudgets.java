/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.keys.BudgetAdministration;
import ai.dheera.passthrough.keys.BudgetJson;
import ai.dheera.passthrough.limits.BudgetBook.Standing;
import java.util.List;
import java.util.Optional;

/**
 * Tells how the budgets of a key stand, and resets them.
 *
 * @param budgets those of the keys
 * @param by who asks, for the audit
 */
record AdminBudgets(BudgetAdministration budgets, String by) {

    AdminAnswer list(String keyId) throws Exception {
        return answer(keyId, budgets.list(keyId));
    }

    AdminAnswer reset(String keyId, AdminRequest asked) throws Exception {
        String name = AdminKeys.onlyText("budget", "a budget's name, from their list", asked);
        return answer(keyId, budgets.reset(keyId, name, by));
    }

    private static AdminAnswer answer(String keyId, Optional<List<Standing>> standings) {
        return AdminAnswer.of(BudgetJson.text(standings.orElseThrow(() -> AdminKeys.unknown(keyId))));
    }
}
