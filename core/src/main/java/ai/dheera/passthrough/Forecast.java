/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.math.BigDecimal;

/**
 * What an exchange is expected to cost. Immutable.
 *
 * @param usd in US dollars; not negative
 * @param priced whether there is a price for what is asked for
 */
record Forecast(BigDecimal usd, boolean priced) {}
