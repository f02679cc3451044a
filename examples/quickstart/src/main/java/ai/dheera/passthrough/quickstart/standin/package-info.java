/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A provider of the quickstart's own, for those who have no key of a real one at hand. */
@NullMarked
package ai.dheera.passthrough.quickstart.standin;

import org.jspecify.annotations.NullMarked;
