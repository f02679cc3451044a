/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.contenders;

import ai.dheera.passthrough.benchmarks.processes.Child;

/**
 * A contender that is running.
 *
 * @param process its process
 * @param port where it listens
 */
public record Server(Child process, int port) {}
