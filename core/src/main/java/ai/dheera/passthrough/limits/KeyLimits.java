/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.RateLimit;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits.Unpriced;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The limits that a key comes under. Immutable. */
public final class KeyLimits {

    private static final int LONGEST_NAME = 200;
    private static final int KEPT_OF_LONGER = 130;

    /** Those of a key that comes under none. */
    static final KeyLimits NONE = new KeyLimits(VirtualKey.withId("none").build());

    private final WeakReference<VirtualKey> key;
    private final ExchangeLimits rates;
    private final List<Limit.Spend> budgets;
    private final ExchangeLimits all;
    private final boolean alwaysAll;
    private final boolean dependOnModel;

    private KeyLimits(VirtualKey key) {
        this.key = new WeakReference<>(key);
        List<Limit> ofRates = new ArrayList<>();
        key.limits().rates().forEach(rate -> add(ofRates, rate, key));
        this.rates = new ExchangeLimits(ofRates);
        this.budgets = key.limits().budgets().stream()
                .map(budget -> budget(key, budget))
                .toList();
        this.all = with(budgets);
        this.alwaysAll = key.limits().budgets().stream()
                .allMatch(budget ->
                        budget.providers().isEmpty() && budget.models().isEmpty());
        this.dependOnModel = key.limits().budgets().stream()
                .anyMatch(budget -> !budget.models().isEmpty() || key.limits().unpriced() == Unpriced.REFUSED);
    }

    private ExchangeLimits with(List<Limit.Spend> some) {
        List<Limit> limits = new ArrayList<>(rates.inOrder());
        limits.addAll(some);
        return new ExchangeLimits(limits);
    }

    /**
     * {@return the limits of a key}
     *
     * @param key the virtual key
     */
    public static KeyLimits of(VirtualKey key) {
        return new KeyLimits(key);
    }

    /** {@return whether they are those of a key, which is this one and no equal one} */
    boolean isOf(VirtualKey other) {
        return key.refersTo(other);
    }

    /** {@return whether there is a budget among them} */
    public boolean haveBudgets() {
        return all.haveBudgets();
    }

    /** {@return whether what an exchange comes under, or whether it may begin, depends on its model} */
    public boolean dependOnModel() {
        return dependOnModel;
    }

    /**
     * {@return the limits of an exchange, budgets last: they are asked when nothing else stands in the way}
     *
     * @param provider the name of its provider
     * @param bills whether the exchange may cost anything: where not, budgets have nothing to say
     * @param model the model asked for; empty where it cannot be told
     */
    public ExchangeLimits ofExchange(String provider, boolean bills, Optional<String> model) {
        if (!bills) {
            return rates;
        }
        return alwaysAll
                ? all
                : with(budgets.stream()
                        .filter(limit -> limit.budget().covers(provider, model))
                        .toList());
    }

    /**
     * {@return the limit that a budget is to a key}
     *
     * @param key one of the keys that share it
     * @param budget one of the key's
     */
    public static Limit.Spend budget(VirtualKey key, Budget budget) {
        return new Limit.Spend(name("spend", budget.scope(), key, budget.counter()), budget);
    }

    private static void add(List<Limit> limits, RateLimit rate, VirtualKey key) {
        Scope scope = rate.scope();
        if (rate.parallelRequests() > 0) {
            limits.add(new Limit.Parallel(name("parallel", scope, key, scope.text()), scope, rate.parallelRequests()));
        }
        if (rate.requestsPerMinute() > 0) {
            limits.add(new Limit.Requests(name("requests", scope, key, scope.text()), scope, rate.requestsPerMinute()));
        }
        if (rate.tokensPerMinute() > 0) {
            limits.add(new Limit.Tokens(name("tokens", scope, key, scope.text()), scope, rate.tokensPerMinute()));
        }
    }

    private static String name(String what, Scope scope, VirtualKey key, String counter) {
        return bounded(what + ' ' + counter + ": " + scope.valueOf(key).orElse(""));
    }

    private static String bounded(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, KEPT_OF_LONGER) + '#' + sha256(name);
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
