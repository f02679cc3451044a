/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import ai.dheera.passthrough.limits.Admittance;
import ai.dheera.passthrough.limits.Balance;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.Reservation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What scripts are told of limits, and what they tell. Stateless. */
final class Wording {

    private Wording() {}

    /** {@return the kind of each limit, its most, and when a window of it ends} */
    static List<String> of(List<Limit> limits, Instant at) {
        List<String> words = new ArrayList<>(limits.size() * 3);
        for (Limit limit : limits) {
            words.addAll(of(limit, at));
        }
        return words;
    }

    private static List<String> of(Limit limit, Instant at) {
        if (limit instanceof Limit.Spend spend) {
            return List.of(
                    "spend",
                    DecimalText.ofAmount(spend.most()),
                    DecimalText.ofInstant(spend.budget().endsAfter(at)));
        }
        if (limit instanceof Limit.Rate rate) {
            String what = rate instanceof Limit.Requests ? "requests" : "tokens";
            return List.of(what, Long.toString(rate.perMinute()), "");
        }
        return List.of("parallel", Integer.toString(((Limit.Parallel) limit).most()), "");
    }

    /**
     * {@return what became of a reservation}
     *
     * @param words what the script tells
     * @throws IllegalStateException where it is settled already
     */
    static Admittance admittance(String words, Reservation reservation) {
        List<String> told = List.of(words.split(" "));
        return switch (told.get(0)) {
            case "granted" -> granted(told.subList(1, told.size()), reservation.limits());
            case "spent" -> new Admittance.Spent((Limit.Spend) by(told, reservation), DecimalText.instant(told.get(2)));
            case "fast" -> new Admittance.TooFast((Limit.Rate) by(told, reservation), micros(told.get(2)));
            case "many" -> new Admittance.TooMany((Limit.Parallel) by(told, reservation));
            default ->
                throw new IllegalStateException("reservation " + reservation.id() + " is " + told.get(0) + " already");
        };
    }

    private static Limit by(List<String> told, Reservation reservation) {
        return reservation.limits().get(Integer.parseInt(told.get(1)));
    }

    private static Duration micros(String text) {
        return Duration.of(Long.parseLong(text), ChronoUnit.MICROS);
    }

    private static Admittance granted(List<String> told, List<Limit> limits) {
        List<Long> left = new ArrayList<>(limits.size());
        for (int i = 0; i < limits.size(); i++) {
            String text = told.get(i);
            left.add(limits.get(i) instanceof Limit.Spend ? DecimalText.amount(text) : Long.parseLong(text));
        }
        return new Admittance.Granted(left);
    }

    /** {@return how a budget stands} */
    static Balance balance(String words) {
        List<String> told = List.of(words.split(" "));
        return new Balance(
                DecimalText.amount(told.get(0)),
                DecimalText.amount(told.get(1)),
                told.size() < 3 ? Optional.empty() : Optional.of(DecimalText.instant(told.get(2))));
    }
}
