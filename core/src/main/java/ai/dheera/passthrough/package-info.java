/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What an application touches: everything else stands behind these types. */
@NullMarked
package ai.dheera.passthrough;

import org.jspecify.annotations.NullMarked;
