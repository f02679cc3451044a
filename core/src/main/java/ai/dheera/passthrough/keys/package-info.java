/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Virtual keys as operators handle them: written down, issued, changed, rotated, how their budgets stand, and who did so. */
@NullMarked
package ai.dheera.passthrough.keys;

import org.jspecify.annotations.NullMarked;
