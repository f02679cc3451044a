/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Mounts the gateway in a Spring Boot application, 3.5 or 4: put the starter on the class path, and set
 * {@code dheera.passthrough.*} or declare beans.
 */
@NullMarked
package ai.dheera.passthrough.spring;

import org.jspecify.annotations.NullMarked;
