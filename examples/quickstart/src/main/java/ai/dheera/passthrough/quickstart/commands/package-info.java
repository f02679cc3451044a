/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The command line for operators: does with keys what the admin API does, without a gateway. */
@NullMarked
package ai.dheera.passthrough.quickstart.commands;

import org.jspecify.annotations.NullMarked;
