/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.keys.AuditEntry;
import ai.dheera.passthrough.keys.KeptKey;
import ai.dheera.passthrough.keys.KeyAdministration;
import ai.dheera.passthrough.limits.BudgetBook;
import ai.dheera.passthrough.limits.BudgetBook.Standing;
import ai.dheera.passthrough.limits.KeyLimits;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how the budgets of a key stand, and resets them.
 *
 * @param keys where the keys are
 * @param book knows how their budgets stand
 * @param by who asks, for the audit
 * @param clock tells when, for the audit
 */
record AdminBudgets(KeyAdministration keys, BudgetBook book, String by, InstantSource clock) {

    private static final Logger log = LoggerFactory.getLogger(AdminBudgets.class);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    AdminAnswer list(String keyId) throws Exception {
        VirtualKey key = key(keyId);
        JsonArray list = new JsonArray();
        await(book.of(key)).forEach(standing -> list.add(json(key, standing)));
        JsonObject answer = new JsonObject();
        answer.add("budgets", list);
        return AdminAnswer.of(answer.toString());
    }

    private VirtualKey key(String id) throws Exception {
        return keys.find(id).map(KeptKey::key).orElseThrow(() -> AdminKeys.unknown(id));
    }

    private static JsonObject json(VirtualKey key, Standing standing) {
        Budget budget = standing.budget();
        BigDecimal remaining = budget.usd().subtract(standing.spentUsd()).subtract(standing.reservedUsd());
        JsonObject json = new JsonObject();
        json.addProperty("name", name(key, budget));
        json.addProperty("usd", budget.usd().toPlainString());
        json.addProperty("per", budget.window().toString());
        json.addProperty("scope", budget.scope().text());
        json.addProperty("spentUsd", standing.spentUsd().toPlainString());
        json.addProperty("reservedUsd", standing.reservedUsd().toPlainString());
        json.addProperty("remainingUsd", remaining.max(BigDecimal.ZERO).toPlainString());
        json.addProperty("endsAt", standing.ends().map(Instant::toString).orElse(null));
        return json;
    }

    /** Names what is counted: keys that share a budget have one of the same name. */
    private static String name(VirtualKey key, Budget budget) {
        return KeyLimits.budget(key, budget).name();
    }

    /** The name tells which of them, whatever has become of their order meanwhile. */
    AdminAnswer reset(String keyId, AdminRequest asked) throws Exception {
        VirtualKey key = key(keyId);
        String name = AdminKeys.onlyText("budget", "a budget's name, from their list", asked);
        Standing before = await(book.of(key)).stream()
                .filter(each -> name(key, each.budget()).equals(name))
                .findFirst()
                .orElseThrow(() -> AdminRequest.wrong("body: $.budget: '" + name
                        + "' is none of the key's budgets; take one's name from their list"));
        await(book.reset(key, before.budget()));
        keys.audit().record(entry(keyId, name, before));
        return list(keyId);
    }

    private AuditEntry entry(String keyId, String name, Standing before) {
        JsonObject details = new JsonObject();
        details.addProperty("key", keyId);
        details.addProperty("spentUsd", before.spentUsd().toPlainString());
        return new AuditEntry(clock.instant(), by, AuditEntry.Action.RESET_BUDGET, name, details.toString());
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.error("The store of limits does not tell of a budget", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw Refusal.until(
                ErrorCode.LIMITS_UNAVAILABLE, "The store of limits does not answer at the moment.", RETRY_AFTER);
    }
}
