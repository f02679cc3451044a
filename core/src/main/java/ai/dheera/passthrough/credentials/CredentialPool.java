/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.credentials;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider's credentials, each picked as often as its weight says. One that the provider refused or throttled rests
 * for a while; where all of them rest, they are picked as if none did, since the provider's own answer says more than a
 * refusal of ours. Safe for use by several threads.
 */
public final class CredentialPool {

    private static final Logger log = LoggerFactory.getLogger(CredentialPool.class);

    /** How long one rests that was throttled without being told for how long. */
    private static final Duration USUAL_REST = Duration.ofSeconds(10);

    /** How long one rests that was refused: it may have been revoked, and may be put right. */
    private static final Duration REST_OF_THE_REFUSED = Duration.ofMinutes(1);

    private static final Duration LONGEST_REST = Duration.ofMinutes(10);
    private static final int THROTTLED = 429;

    private final Provider provider;
    private final LongSupplier clock;
    private final Map<String, Long> restingUntil = new ConcurrentHashMap<>(0);

    /**
     * A pool in which none rests.
     *
     * @param provider whose credentials they are
     * @param clock nanoseconds, as {@link System#nanoTime} has them
     */
    public CredentialPool(Provider provider, LongSupplier clock) {
        this.provider = provider;
        this.clock = clock;
    }

    /**
     * {@return one of the credentials}
     *
     * @throws Refusal {@code no_credential}: the client's own key is never sent instead
     */
    public Credential pick() {
        List<Credential> all = all();
        if (all.size() == 1) {
            return all.get(0);
        }
        List<Credential> awake = awake(all);
        return byWeight(awake.isEmpty() ? all : awake);
    }

    /**
     * {@return the credential that a virtual key always gets, as long as the pool is the same: for objects that only the
     * credential finds again that made them}
     *
     * @param keyId the virtual key's id
     * @throws Refusal {@code no_credential}
     */
    public Credential pickFor(String keyId) {
        List<Credential> all = all();
        Credential best = all.get(0);
        double bestScore = Double.NEGATIVE_INFINITY;
        for (Credential credential : all) {
            double score = score(keyId, credential);
            if (score > bestScore) {
                best = credential;
                bestScore = score;
            }
        }
        return best;
    }

    /**
     * {@return another credential that does not rest, if there is one}
     *
     * @param refused the one that was tried
     */
    public Optional<Credential> other(Credential refused) {
        List<Credential> others = new ArrayList<>(awake(all()));
        others.removeIf(each -> each.id().equals(refused.id()));
        return others.isEmpty() ? Optional.empty() : Optional.of(byWeight(others));
    }

    /**
     * Takes note of a provider's answer to a credential: 401, 403 or 429.
     *
     * @param credential the credential
     * @param status the answer's status
     * @param retryAfter how long the provider asks to wait, if it does
     */
    public void refused(Credential credential, int status, Optional<Duration> retryAfter) {
        if (provider.credentials().size() < 2) {
            return; // there is nothing to spare it with
        }
        Duration asked = retryAfter.orElse(status == THROTTLED ? USUAL_REST : REST_OF_THE_REFUSED);
        Duration rest = asked.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : asked;
        if (rests(credential, rest)) {
            log.warn(
                    "Provider '{}' answered {} to the credential '{}', which rests for {}",
                    provider.name(),
                    status,
                    credential.id(),
                    rest);
        }
    }

    /**
     * Takes note of a credential that could not be used at all, since its signer failed.
     *
     * @param credential the credential
     */
    public void failed(Credential credential) {
        if (provider.credentials().size() > 1) {
            rests(credential, REST_OF_THE_REFUSED);
        }
    }

    /** Lets a credential rest; whether it was awake before. */
    private boolean rests(Credential credential, Duration rest) {
        return restingUntil.put(credential.id(), clock.getAsLong() + rest.toNanos()) == null;
    }

    private List<Credential> all() {
        List<Credential> all = provider.credentials();
        if (all.isEmpty()) {
            throw Refusal.of(
                    ErrorCode.NO_CREDENTIAL,
                    "The gateway has no credential for provider '" + provider.name() + "'. Its operator has to"
                            + " configure one.");
        }
        return all;
    }

    private List<Credential> awake(List<Credential> all) {
        if (restingUntil.isEmpty()) {
            return all;
        }
        long now = clock.getAsLong();
        restingUntil.values().removeIf(until -> until - now <= 0);
        return all.stream().filter(each -> !restingUntil.containsKey(each.id())).toList();
    }

    private static Credential byWeight(List<Credential> some) {
        long sum = some.stream().mapToLong(Credential::weight).sum();
        long drawn = ThreadLocalRandom.current().nextLong(sum);
        for (Credential credential : some) {
            drawn -= credential.weight();
            if (drawn < 0) {
                return credential;
            }
        }
        throw new AssertionError("the weights add up to less than " + sum);
    }

    /** Weighted rendezvous hashing: a credential that comes or goes moves only the keys that it gets or had. */
    private static double score(String keyId, Credential credential) {
        double uniform = (hash(keyId + "\n" + credential.id()) >>> 11) * 0x1.0p-53;
        return -credential.weight() / Math.log(Math.max(uniform, Double.MIN_VALUE));
    }

    private static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            long first = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                first = first << Byte.SIZE | (digest[i] & 0xff);
            }
            return first;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
