/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.access.TrustedProxies;
import ai.dheera.passthrough.authentication.Authenticator;
import ai.dheera.passthrough.authentication.Continuations;
import ai.dheera.passthrough.authentication.Signatures;
import ai.dheera.passthrough.credentials.CredentialPools;
import ai.dheera.passthrough.forwarding.Forwarder;
import ai.dheera.passthrough.limits.Limiter;
import ai.dheera.passthrough.routing.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What every exchange goes through.
 *
 * @param limitPatience how long the store of limits may take
 * @param longestHeldBody how many bytes a body may have that must be looked at before it is sent
 * @param publicUrl what stands before paths in URLs for clients, where it is configured
 * @param ended hears of each exchange that is over
 */
record Steps(
        TrustedProxies proxies,
        Router router,
        Authenticator authenticator,
        Limiter limiter,
        Supplier<Duration> limitPatience,
        Continuations continuations,
        Signatures signatures,
        CredentialPools pools,
        Forwarder forwarder,
        Accounts accounts,
        UsageSink usage,
        Clock clock,
        IntSupplier longestHeldBody,
        Supplier<Optional<String>> publicUrl,
        Consumer<Exchange> ended) {}
