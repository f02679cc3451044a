/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Words what limits refuse. Stateless. */
final class Refusals {

    private static final Duration SLOT_MAY_OPEN = Duration.ofSeconds(1);
    private static final Duration STORE_MAY_BE_BACK = Duration.ofSeconds(1);

    private Refusals() {}

    /** {@return why a key may not begin an exchange; never for one that it may} */
    static Refusal of(Admittance refused, VirtualKey key, Instant now) {
        if (refused instanceof Admittance.Spent spent) {
            return spent(spent, key, now);
        }
        if (refused instanceof Admittance.TooFast tooFast) {
            return tooFast(tooFast, key);
        }
        return tooMany((Admittance.TooMany) refused, key);
    }

    private static Refusal spent(Admittance.Spent spent, VirtualKey key, Instant now) {
        Budget budget = spent.by().budget();
        String said = "The budget of " + sharers(spent.by(), key) + " of "
                + budget.usd().toPlainString() + " USD "
                + span(budget) + covered(" for providers ", budget.providers())
                + covered(" for models ", budget.models())
                + " is spent";
        if (spent.opens().equals(Instant.MAX)) {
            return Refusal.of(ErrorCode.BUDGET_EXCEEDED, said + ".");
        }
        Instant opens = spent.opens().truncatedTo(ChronoUnit.SECONDS);
        Instant wholeSecond = opens.equals(spent.opens()) ? opens : opens.plusSeconds(1);
        return Refusal.until(
                ErrorCode.BUDGET_EXCEEDED,
                said + "; it opens again at " + wholeSecond + ".",
                Duration.between(now, spent.opens()));
    }

    private static String span(Budget budget) {
        return budget.window() == Budget.Calendar.TOTAL ? "in total" : "per " + budget.window();
    }

    private static String covered(String what, List<String> some) {
        return some.isEmpty() ? "" : what + String.join(", ", some);
    }

    private static Refusal tooFast(Admittance.TooFast tooFast, VirtualKey key) {
        Limit.Rate rate = tooFast.by();
        String most = rate instanceof Limit.Requests
                ? " may make " + rate.perMinute() + " requests per minute."
                : " may use " + rate.perMinute() + " tokens per minute.";
        return Refusal.until(ErrorCode.RATE_LIMITED, "The " + sharers(rate, key) + most, tooFast.opensIn());
    }

    private static Refusal tooMany(Admittance.TooMany tooMany, VirtualKey key) {
        return Refusal.until(
                ErrorCode.TOO_MANY_PARALLEL,
                "The " + sharers(tooMany.by(), key) + " may run " + tooMany.by().most() + " requests at a time.",
                SLOT_MAY_OPEN);
    }

    /** The store of limits does not answer. */
    static Refusal unavailable() {
        return Refusal.until(
                ErrorCode.LIMITS_UNAVAILABLE, "Limits cannot be checked at the moment.", STORE_MAY_BE_BACK);
    }

    /** It does not, and what a key may spend meanwhile is spent. */
    static Refusal allowanceUsed(VirtualKey key) {
        return Refusal.until(
                ErrorCode.LIMITS_UNAVAILABLE,
                "Limits cannot be checked at the moment, and what the key '" + key.id()
                        + "' may spend meanwhile is spent.",
                STORE_MAY_BE_BACK);
    }

    private static String sharers(Limit limit, VirtualKey key) {
        String scope = limit.scope().text().replace("tag:", "tag ");
        return scope + " '" + limit.scope().valueOf(key).orElse("") + "'";
    }
}
