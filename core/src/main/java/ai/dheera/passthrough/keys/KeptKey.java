/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.VirtualKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A key as a store keeps it. Immutable.
 *
 * @param key what it may do
 * @param issuedAt when it was issued
 * @param changedAt when it was changed last, be it by a rotation
 * @param formerSecretsUntil when the last of the secrets that it had before ends, where one still works
 */
public record KeptKey(VirtualKey key, Instant issuedAt, Instant changedAt, Optional<Instant> formerSecretsUntil) {}
