/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

/**
 * What an exchange is expected to cost. Immutable.
 *
 * @param picoUsd in pico-dollars, see {@link ai.dheera.passthrough.limits.PicoUsd}; not negative
 * @param priced whether there is a price for what is asked for
 */
record Forecast(long picoUsd, boolean priced) {}
