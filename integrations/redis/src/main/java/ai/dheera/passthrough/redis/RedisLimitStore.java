/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import ai.dheera.passthrough.limits.Admittance;
import ai.dheera.passthrough.limits.Balance;
import ai.dheera.passthrough.limits.Charge;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.Reservation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits counted in Redis or Valkey, for all nodes that open the same one with the same prefix. To admit an exchange takes
 * one round trip, to settle it another one; each is a script, which Redis runs in one piece. Needs Redis 6.2 or Valkey 7.2,
 * or a newer one.
 *
 * <p><b>Clusters.</b> A script may touch only keys that lie on one node of a cluster. So all keys of a prefix carry the
 * prefix as their hash tag, and lie on one node: a cluster keeps a gateway's limits available, and does not spread them. One
 * node runs more than ten thousand of such scripts a second. Gateways of different prefixes are spread.
 *
 * <p><b>What Redis must be set to.</b> {@code maxmemory-policy noeviction}, since a counter that is evicted is money
 * forgotten; and an append-only file, since what Redis forgets when it ends is spent again. What a fail-over loses that the
 * replica had not heard of is lost here, too. Keys expire when they tell nothing any more.
 *
 * <p><b>When Redis is away</b>, no call blocks. The connection is opened anew in the background for as long as it takes, and
 * calls wait for that: for five seconds, and 10,000 of them at most, further ones fail at once. So a connection that breaks
 * is not noticed. Whether a call that failed took effect is open; it may be repeated, see {@link LimitStore}.
 *
 * <p><b>Threads.</b> Four of its own, for the network and for time. What it returns is completed by one of them, which is
 * not to be blocked.
 */
public final class RedisLimitStore implements LimitStore {

    private static final Logger log = LoggerFactory.getLogger(RedisLimitStore.class);

    private static final String REMEMBERED_MILLIS = Long.toString(TimeUnit.MINUTES.toMillis(65));
    private static final int SIGNS_OF_LIFE_IN_A_LEASE = 6;
    private static final int MOST_GIVEN_BACK_AT_ONCE = 1_000;

    private static final Script ADMIT = counting("admit.lua");
    private static final Script SETTLE = counting("settle.lua");
    private static final Script LIVE = counting("live.lua");
    private static final Script BALANCE = counting("balance.lua");
    private static final Script RESET = counting("reset.lua");

    private final Link link;
    private final Keys keys;
    private final Duration lease;
    private final String node = UUID.randomUUID().toString();
    private volatile boolean silent;

    private RedisLimitStore(Link link, Keys keys, Duration lease) {
        this.link = link;
        this.keys = keys;
        this.lease = lease;
    }

    private static Script counting(String last) {
        return Script.of("numbers.lua", "bucket.lua", "counters.lua", "reservations.lua", last);
    }

    /**
     * {@return a builder of a store}
     *
     * @param uri where Redis is: {@code redis://host:port}, {@code rediss://…} for TLS by the JVM's trust store,
     *     {@code redis-sentinel://host:port,host:port#name} for a server that sentinels watch,
     *     {@code redis://host:port,host:port} for nodes of a cluster; with {@code user:password@} before the hosts where
     *     they are asked for, and {@code /number} after them for a database
     */
    public static Builder builder(String uri) {
        return new Builder(uri);
    }

    /** Where Redis is, and what of it is ours. Used by one thread at a time. */
    public static final class Builder {

        private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
        private static final Duration LONGEST_LEASE = Duration.ofSeconds(50);

        private final String uri;
        private Optional<String> user = Optional.empty();
        private Optional<String> password = Optional.empty();
        private boolean cluster;
        private Keys keys = new Keys("dheera");
        private Duration lease = Duration.ofSeconds(30);

        private Builder(String uri) {
            this.uri = uri;
        }

        /**
         * Logs in to Redis, other than the URI says.
         *
         * @param name the user
         * @return this
         */
        public Builder user(String name) {
            user = Optional.of(name);
            return this;
        }

        /**
         * Logs in to Redis, other than the URI says.
         *
         * @param secret the password
         * @return this
         */
        public Builder password(String secret) {
            password = Optional.of(secret);
            return this;
        }

        /**
         * Takes the one host of the URI for one of a cluster, or for a name that leads to several.
         *
         * @return this
         */
        public Builder cluster() {
            cluster = true;
            return this;
        }

        /**
         * Sets how keys in Redis begin, in braces: nodes of one gateway have the same one, gateways that share nothing have
         * different ones. {@code dheera} by default.
         *
         * @param prefix up to 100 letters, digits and {@code . _ : / -}
         * @return this
         * @throws IllegalArgumentException where it has other characters
         */
        public Builder prefix(String prefix) {
            keys = new Keys(prefix);
            return this;
        }

        /**
         * Sets for how long a node may be silent before what it holds is given back. Nodes give a sign of life six times as
         * often. 30 s by default.
         *
         * @param duration from 1 s to 50 s; the same for all nodes
         * @return this
         * @throws IllegalArgumentException where it is shorter or longer
         */
        public Builder lease(Duration duration) {
            if (duration.compareTo(SHORTEST_LEASE) < 0 || duration.compareTo(LONGEST_LEASE) > 0) {
                throw new IllegalArgumentException("a lease lasts from 1 s to 50 s, not " + duration);
            }
            lease = duration;
            return this;
        }

        /**
         * {@return the store, which has its connection, or goes on trying for one where Redis has not answered within five
         * seconds}
         *
         * @throws IllegalArgumentException where the URI is none, or settings do not fit each other; the message has no secret in it
         */
        public RedisLimitStore open() {
            Address address = Address.of(uri, cluster);
            if (user.isPresent() && password.isEmpty()) {
                throw new IllegalArgumentException("the user of Redis needs a password");
            }
            RedisLimitStore store = new RedisLimitStore(
                    Link.to(password.map(secret -> address.as(user, secret)).orElse(address)), keys, lease);
            store.beginToLive();
            return store;
        }
    }

    private void beginToLive() {
        giveSignOfLife();
        link.every(lease.dividedBy(SIGNS_OF_LIFE_IN_A_LEASE), this::giveSignOfLife);
    }

    private void giveSignOfLife() {
        if (!silent) {
            List<String> args = List.of(keys.start(), node, leaseMicros(), Integer.toString(MOST_GIVEN_BACK_AT_ONCE));
            var unused = link.run(LIVE, keys.nodes(), args).whenComplete(this::lived);
        }
    }

    private void lived(@Nullable String givenBack, @Nullable Throwable failure) {
        if (failure != null) {
            log.debug("No sign of life reaches Redis at {}", link, failure);
            var unused = link.renew();
        } else if (givenBack != null) {
            gaveBack(Integer.parseInt(givenBack));
        }
    }

    private void gaveBack(int count) {
        if (count > 0) {
            log.info("Gave back what nodes that are gone held for {} exchanges", count);
        }
        if (count >= MOST_GIVEN_BACK_AT_ONCE) {
            giveSignOfLife();
        }
    }

    private String leaseMicros() {
        return Long.toString(TimeUnit.MILLISECONDS.toMicros(lease.toMillis()));
    }

    /** As if this node's machine had ended. */
    void fallSilent() {
        silent = true;
    }

    @Override
    public CompletionStage<Admittance> admit(Reservation reservation) {
        List<String> args = new ArrayList<>(List.of(
                keys.start(),
                reservation.id(),
                DecimalText.ofInstant(reservation.at()),
                DecimalText.ofAmount(reservation.picoUsd()),
                node,
                leaseMicros()));
        args.addAll(Wording.of(reservation.limits(), reservation.at()));
        return link.run(ADMIT, keys.exchange(reservation), args)
                .thenApply(told -> Wording.admittance(told, reservation));
    }

    @Override
    public CompletionStage<Void> settle(Charge charge) {
        Reservation reservation = charge.reservation();
        List<String> args = new ArrayList<>(List.of(
                keys.start(),
                reservation.id(),
                DecimalText.ofInstant(charge.at()),
                DecimalText.ofAmount(charge.picoUsd()),
                Long.toString(charge.tokens()),
                REMEMBERED_MILLIS));
        args.addAll(Wording.of(reservation.limits(), charge.at()));
        return link.run(SETTLE, keys.exchange(reservation), args).thenAccept(told -> {});
    }

    @Override
    public CompletionStage<Balance> balance(Limit.Spend budget, Instant at) {
        return link.run(BALANCE, List.of(keys.counter(budget)), List.of(DecimalText.ofInstant(at)))
                .thenApply(Wording::balance);
    }

    @Override
    public CompletionStage<Void> reset(Limit.Spend budget) {
        return link.run(RESET, List.of(keys.counter(budget)), List.of()).thenAccept(told -> {});
    }

    @Override
    public void close() {
        link.close();
    }

    /** {@return where Redis is and how keys begin, without secrets} */
    @Override
    public String toString() {
        return link + " " + keys.start();
    }
}
