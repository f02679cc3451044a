/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * JSON that people write, read with the place of each value, so that all that is wrong with it can be told at once. For
 * the library's own packages: it may change with any version.
 */
@NullMarked
package ai.dheera.passthrough.json;

import org.jspecify.annotations.NullMarked;
