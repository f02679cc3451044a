/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.net.URI;

/**
 * Where one request goes, all variables filled in.
 *
 * @param upstream the base URL, without a slash at its end
 * @param path the raw path below it, beginning with a slash
 */
public record Destination(URI upstream, String path) {}
