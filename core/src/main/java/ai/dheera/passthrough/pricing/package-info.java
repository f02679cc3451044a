/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What usage costs: the shipped prices, those that an operator adds, and the arithmetic. Exact decimals, US dollars.
 */
@NullMarked
package ai.dheera.passthrough.pricing;

import org.jspecify.annotations.NullMarked;
