/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

/**
 * A model with its prices. Immutable.
 *
 * @param id how the price data call it
 * @param match which names are its
 * @param schedule what it costs
 */
record PricedModel(String id, Clause match, Schedule schedule) {}
