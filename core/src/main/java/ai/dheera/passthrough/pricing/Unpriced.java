/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of what has no price, of each once. Thread-safe; remembers no more than a thousand, and then is silent. */
final class Unpriced {

    private static final Logger LOG = LoggerFactory.getLogger(PriceCatalogue.class);

    private static final int MOST = 1000;
    private static final int LONGEST = 200;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final Set<List<String>> told = ConcurrentHashMap.newKeySet();

    /** Warns of the names that a model goes by; of an exchange that named none, where there is none. */
    void models(String provider, Collection<String> names) {
        if (names.isEmpty()) {
            tellOnce(
                    "An exchange with {} told no model, so that no price is known: what it cost is not counted",
                    provider);
        } else {
            tellOnce(
                    "No price is known for model {} of {}: what it costs is not counted. An entry for it in the prices file"
                            + " mends that",
                    String.join(", ", names),
                    provider);
        }
    }

    void unit(String provider, String model, String unit) {
        tellOnce(
                "No price is known for {} of model {} of {}: the cost of exchanges that used it is incomplete. An entry"
                        + " for that model in the prices file, with all its prices, mends that",
                unit,
                model,
                provider);
    }

    private void tellOnce(String message, String... names) {
        List<String> printable = Arrays.stream(names).map(Unpriced::printable).toList();
        if (!told.contains(printable) && told.size() < MOST) {
            tell(message, printable);
        }
    }

    private synchronized void tell(String message, List<String> names) {
        if (told.size() < MOST && told.add(names)) {
            LOG.warn(message, names.toArray());
            if (told.size() == MOST) {
                LOG.warn("A thousand models and units without a price were named; further ones are not");
            }
        }
    }

    /** What a client sent, on one line of bounded length. */
    private static String printable(String text) {
        String some = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return CONTROL.matcher(some).replaceAll("?");
    }
}
