/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** What tokens cost, one at a time: slow, and plain to see. */
final class TokenByToken {

    /** What can be told of tokens, by unit: {@code cache_read_tokens} are those of direction input that were cached. */
    private final Map<String, Map<String, String>> units;

    private final Map<String, Price> prices;

    /** A price for a million: that of the last tier whose start is below the number of all input tokens. */
    record Price(BigDecimal base, SortedMap<Integer, BigDecimal> tiers) {

        BigDecimal at(long inputTokens) {
            BigDecimal price = base;
            for (Entry<Integer, BigDecimal> tier : tiers.entrySet()) {
                price = inputTokens > tier.getKey() ? tier.getValue() : price;
            }
            return price;
        }
    }

    TokenByToken(Map<String, Map<String, String>> units, Map<String, Price> prices) {
        this.units = units;
        this.prices = prices;
    }

    /** What the tokens cost that have a price, each told with all that it is. */
    BigDecimal cost(List<Map<String, String>> tokens) {
        long inputTokens = count("input_tokens", tokens);
        BigDecimal sum = BigDecimal.ZERO;
        for (Map<String, String> token : tokens) {
            sum = sum.add(price(token).map(price -> price.at(inputTokens)).orElse(BigDecimal.ZERO));
        }
        return sum.movePointLeft(6);
    }

    /** The price of the unit that tells most of a token; of several that tell different things, the dearest. */
    private Optional<Price> price(Map<String, String> token) {
        List<String> telling = new ArrayList<>();
        for (String unit : prices.keySet()) {
            if (tells(unit, token)) {
                telling.add(unit);
            }
        }
        Price dearest = null;
        for (String unit : telling) {
            boolean mostSpecific = telling.stream().noneMatch(other -> isWithin(other, unit));
            Price price = prices.get(unit);
            if (mostSpecific && (dearest == null || price.base().compareTo(dearest.base()) > 0)) {
                dearest = price;
            }
        }
        return Optional.ofNullable(dearest);
    }

    private boolean tells(String unit, Map<String, String> token) {
        return token.entrySet().containsAll(units.get(unit).entrySet());
    }

    private boolean isWithin(String inner, String outer) {
        return !inner.equals(outer)
                && units.get(inner).entrySet().containsAll(units.get(outer).entrySet());
    }

    /** How many of the tokens are of a unit. */
    long count(String unit, List<Map<String, String>> tokens) {
        return tokens.stream().filter(token -> tells(unit, token)).count();
    }

    /** Of these units those that neither have a price nor are within one that has. */
    Set<String> unpriced(Set<String> used) {
        Set<String> unpriced = new TreeSet<>();
        for (String unit : used) {
            if (prices.keySet().stream().noneMatch(priced -> priced.equals(unit) || isWithin(unit, priced))) {
                unpriced.add(unit);
            }
        }
        return unpriced;
    }

    /** Whether leaving this unit out of a report hides how tokens divide among the prices. */
    boolean matters(String unit) {
        if (prices.containsKey(unit)) {
            return true;
        }
        List<String> containing =
                prices.keySet().stream().filter(each -> isWithin(unit, each)).toList();
        return containing.stream()
                        .filter(each -> containing.stream().noneMatch(other -> isWithin(other, each)))
                        .count()
                > 1;
    }
}
