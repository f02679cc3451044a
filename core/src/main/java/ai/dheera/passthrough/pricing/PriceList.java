/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one provider charges. Immutable.
 *
 * @param id its name in the price data
 * @param apiPattern what its URLs begin with
 * @param fallbacks ids of providers whose models it sells at their prices
 * @param models its models; the first that matches a name counts
 * @param modifiers what makes them cheaper or dearer
 */
record PriceList(
        String id,
        Optional<Pattern> apiPattern,
        Optional<List<String>> fallbacks,
        List<PricedModel> models,
        List<Modifier> modifiers) {

    PriceList {
        fallbacks = fallbacks.map(List::copyOf);
        models = List.copyOf(models);
        modifiers = List.copyOf(modifiers);
    }

    /** This with what another one says put before, or in its place where there can be but one. */
    PriceList with(PriceList overlay) {
        return new PriceList(
                id,
                overlay.apiPattern.or(() -> apiPattern),
                overlay.fallbacks.or(() -> fallbacks),
                Stream.concat(overlay.models.stream(), models.stream()).toList(),
                Stream.concat(overlay.modifiers.stream(), modifiers.stream()).toList());
    }

    Optional<PricedModel> model(String lowerCaseName) {
        for (PricedModel model : models) {
            if (model.match().matches(lowerCaseName)) {
                return Optional.of(model);
            }
        }
        return Optional.empty();
    }
}
