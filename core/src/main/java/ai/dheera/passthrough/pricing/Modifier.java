/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Makes what a provider sells cheaper or dearer, on some terms. Immutable.
 *
 * @param when alternatives, of which one must hold: to each term named in it belongs an expression that its value must
 *     match as a whole
 * @param models which models it is for; empty for all
 * @param tokensOnly whether it leaves alone what is not counted in tokens
 * @param times what the cost is multiplied by
 * @param over what it is then divided by: 5/3 is no decimal
 */
record Modifier(
        List<Map<String, Pattern>> when,
        Optional<Clause> models,
        boolean tokensOnly,
        BigDecimal times,
        BigDecimal over) {

    Modifier {
        when = when.stream().map(Map::copyOf).toList();
    }

    BigDecimal applied(BigDecimal cost) {
        BigDecimal product = cost.multiply(times);
        return over.compareTo(BigDecimal.ONE) == 0 ? product : product.divide(over, Unit.UNEVEN);
    }

    boolean isFor(String lowerCaseModel) {
        return models.isEmpty() || models.get().matches(lowerCaseModel);
    }

    boolean holds(Map<String, String> terms) {
        for (Map<String, Pattern> alternative : when) {
            if (holds(alternative, terms)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(Map<String, Pattern> alternative, Map<String, String> terms) {
        for (Map.Entry<String, Pattern> each : alternative.entrySet()) {
            String value = terms.get(each.getKey());
            if (value == null || !each.getValue().matcher(value).matches()) {
                return false;
            }
        }
        return true;
    }
}
