/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Instant;
import java.util.Optional;

/**
 * How a budget stands. Immutable.
 *
 * @param spentPicoUsd what was spent in its window, see {@link PicoUsd}; not negative
 * @param reservedPicoUsd what is held for running exchanges; not negative
 * @param ends when the window ends; empty where nothing was spent, so that none has begun, and {@link Instant#MAX} for never
 */
public record Balance(long spentPicoUsd, long reservedPicoUsd, Optional<Instant> ends) {}
