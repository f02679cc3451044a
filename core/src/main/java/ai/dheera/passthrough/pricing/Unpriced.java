/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of what has no price, of each once. Thread-safe; remembers no more than a thousand, and then is silent. */
final class Unpriced {

    private static final Logger LOG = LoggerFactory.getLogger(PriceCatalogue.class);

    private static final int MOST = 1000;
    private static final int LONGEST = 200;

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    void model(String provider, String model) {
        if (isNews(provider + '\n' + model)) {
            LOG.warn(
                    "No price is known for model {} of {}: what it costs is not counted. An entry for it in the prices"
                            + " file mends that",
                    printable(model),
                    printable(provider));
        }
    }

    void unit(String provider, String model, String unit) {
        if (isNews(provider + '\n' + model + '\n' + unit)) {
            LOG.warn(
                    "No price is known for {} of model {} of {}: the cost of exchanges that used it is incomplete. An"
                            + " entry for that model in the prices file, with all its prices, mends that",
                    printable(unit),
                    printable(model),
                    printable(provider));
        }
    }

    private boolean isNews(String what) {
        if (told.contains(what) || told.size() >= MOST) {
            return false;
        }
        boolean news = told.add(what);
        if (told.size() == MOST) {
            LOG.warn("A thousand models and units without a price were named; further ones are not");
        }
        return news;
    }

    /** What a client sent, on one line of bounded length. */
    private static String printable(String text) {
        String some = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return some.replaceAll("\\p{Cntrl}", "?");
    }
}
