/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.routing;

import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Route;
import java.util.List;

/**
 * Where a request goes.
 *
 * @param provider the provider
 * @param route the route
 * @param variables what stands in the path for the variables of the route's template, raw, in their order
 * @param path the raw path below the provider, its version put right; it begins with a slash
 */
public record Routed(Provider provider, Route route, List<String> variables, String path) {}
