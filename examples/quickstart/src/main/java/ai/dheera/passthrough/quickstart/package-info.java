/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A runnable example on embedded Jetty. */
@NullMarked
package ai.dheera.passthrough.quickstart;

import org.jspecify.annotations.NullMarked;
