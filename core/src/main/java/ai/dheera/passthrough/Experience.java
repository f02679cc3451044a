/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigDecimal;

/**
 * What exchanges of a route came to lately: for those whose request does not tell what they may cost. Only ever an
 * expectation, so that it is not counted exactly. Safe for use by several threads.
 */
final class Experience {

    private static final int MOST_ROUTES = 10_000;

    /** The weight of the last exchange. */
    private static final double NEWS = 0.125;

    private final Cache<Key, Double> meanCosts =
            Caffeine.newBuilder().maximumSize(MOST_ROUTES).build();

    private record Key(String provider, String method, String path) {

        static Key of(Provider provider, Route route) {
            return new Key(provider.name(), route.method(), route.path());
        }
    }

    /** An exchange has cost something. */
    void learn(Provider provider, Route route, BigDecimal usd) {
        meanCosts
                .asMap()
                .merge(Key.of(provider, route), usd.doubleValue(), (mean, last) -> mean + NEWS * (last - mean));
    }

    /** {@return what one is likely to cost, in US dollars; 0 where none has been settled yet} */
    BigDecimal expected(Provider provider, Route route) {
        Double mean = meanCosts.getIfPresent(Key.of(provider, route));
        return mean == null ? BigDecimal.ZERO : BigDecimal.valueOf(mean);
    }
}
