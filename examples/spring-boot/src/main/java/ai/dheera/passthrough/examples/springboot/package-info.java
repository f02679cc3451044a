/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A team's application with the gateway in it, and keys in a table of the team's own. */
@NullMarked
package ai.dheera.passthrough.examples.springboot;

import org.jspecify.annotations.NullMarked;
