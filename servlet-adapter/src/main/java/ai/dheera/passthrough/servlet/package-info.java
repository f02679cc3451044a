/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The servlet filter, and what ties servlet async I/O to the core. */
@NullMarked
package ai.dheera.passthrough.servlet;

import org.jspecify.annotations.NullMarked;
