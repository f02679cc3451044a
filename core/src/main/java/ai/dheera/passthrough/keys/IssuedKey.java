/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

/**
 * A key that has a new secret.
 *
 * @param kept the key
 * @param secret its secret, told this once
 */
public record IssuedKey(KeptKey kept, KeySecret secret) {}
