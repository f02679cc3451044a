/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A key that the application issued, and what it may do. A {@link KeyStore} finds it by the hash of what a client
 * presented, so it needs to hold no secret; but for those of clients whose signatures are to be verified. Immutable.
 *
 * @param id names the key in records and logs; not empty, not secret
 * @param owner who uses it
 * @param team whom its spend is counted for
 * @param tags free names and values, copied into every usage record
 * @param enabled whether it works at all
 * @param expiresAt from when on it no longer works; empty for never
 * @param access what it may reach
 * @param limits what it may use
 * @param signingSecret what its clients sign their requests with; where it is there, they have to
 * @param admin whether it may also see what all keys have spent, and hand out keys
 */
public record VirtualKey(
        String id,
        Optional<String> owner,
        Optional<String> team,
        Map<String, String> tags,
        boolean enabled,
        Optional<Instant> expiresAt,
        Access access,
        Limits limits,
        Optional<SigningSecret> signingSecret,
        boolean admin) {

    // Copies the tags, and refuses an empty id and limits that nobody would come under.
    public VirtualKey {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a virtual key needs an id");
        }
        for (Scope scope : limits.scopes()) {
            if (scope.valueOf(id, owner, team, tags).isEmpty()) {
                throw new IllegalArgumentException(
                        "a limit has scope " + scope + ", but the key '" + id + "' has no such value");
            }
        }
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /**
     * {@return a builder for a key that is enabled, never expires and may do everything}
     *
     * @param id names the key in records and logs
     */
    public static Builder withId(String id) {
        return new Builder(id);
    }

    /** {@return a builder that holds all that this key is} */
    public Builder toBuilder() {
        Builder builder = withId(id)
                .tags(tags)
                .enabled(enabled)
                .access(access)
                .limits(limits)
                .admin(admin);
        owner.ifPresent(builder::owner);
        team.ifPresent(builder::team);
        expiresAt.ifPresent(builder::expiresAt);
        signingSecret.ifPresent(builder::signingSecret);
        return builder;
    }

    /**
     * What a key may reach. An empty list allows all. In a pattern {@code *} stands for any run of characters, also
     * none.
     *
     * @param providers names of providers
     * @param models patterns over model names; with any, a request whose model cannot be told is refused
     * @param routes patterns over a method, a space and a path below the provider, such as {@code POST /v1/messages}
     * @param networks where clients may come from
     */
    public record Access(List<String> providers, List<String> models, List<String> routes, List<Network> networks) {

        /** Everything. */
        public static final Access ALL = new Access(List.of(), List.of(), List.of(), List.of());

        // Copies the lists.
        public Access {
            providers = List.copyOf(providers);
            models = List.copyOf(models);
            routes = List.copyOf(routes);
            networks = List.copyOf(networks);
        }

        /**
         * {@return whether a route is allowed}
         *
         * @param route method, a space and the path below the provider
         */
        public boolean allowsRoute(String route) {
            return routes.isEmpty() || Wildcard.anyMatches(routes, route);
        }

        /**
         * {@return whether a model is allowed}
         *
         * @param model its name
         */
        public boolean allowsModel(String model) {
            return models.isEmpty() || Wildcard.anyMatches(models, model);
        }
    }

    /**
     * What a key may use.
     *
     * @param rates how fast it may go on, for itself and together with others; one for each scope
     * @param budgets ceilings on spend; one for each scope, window and choice of providers and models
     * @param unpriced what becomes of a request under a budget whose model has no known price
     * @param localAllowanceUsd what each node lets it spend while the store of limits is away, in US dollars and until
     *     that is back; empty where it is refused meanwhile
     */
    public record Limits(
            List<RateLimit> rates, List<Budget> budgets, Unpriced unpriced, Optional<BigDecimal> localAllowanceUsd) {

        /** No limit. */
        public static final Limits NONE = new Limits(List.of(), List.of());

        // Copies the lists and refuses an allowance of nothing.
        public Limits {
            rates = rates.stream().filter(rate -> !rate.isNone()).toList();
            budgets = List.copyOf(budgets);
            refuseTwins(rates.stream().map(RateLimit::scope), "two rate limits have the scope ");
            refuseTwins(budgets.stream().map(Budget::counter), "two budgets have the same scope, window and filters: ");
            if (localAllowanceUsd.filter(usd -> usd.signum() <= 0).isPresent()) {
                throw new IllegalArgumentException(
                        "a local allowance is more than 0 USD, not " + localAllowanceUsd.get());
            }
        }

        /**
         * Limits that refuse while their store is away, and let models without a price through.
         *
         * @param rates how fast a key may go on
         * @param budgets ceilings on spend
         */
        public Limits(List<RateLimit> rates, List<Budget> budgets) {
            this(rates, budgets, Unpriced.ALLOWED, Optional.empty());
        }

        /**
         * Limits of one key for itself.
         *
         * @param requestsPerMinute how many exchanges may begin in a minute; 0 for any number
         * @param tokensPerMinute how many tokens may be used in a minute; 0 for any number
         * @param parallelRequests how many exchanges may run at one time; 0 for any number
         * @param budgets ceilings on spend
         */
        public Limits(int requestsPerMinute, long tokensPerMinute, int parallelRequests, List<Budget> budgets) {
            this(List.of(new RateLimit(Scope.KEY, requestsPerMinute, tokensPerMinute, parallelRequests)), budgets);
        }

        private static void refuseTwins(Stream<?> of, String problem) {
            Set<Object> seen = new HashSet<>();
            of.filter(each -> !seen.add(each)).findFirst().ifPresent(twin -> {
                throw new IllegalArgumentException(problem + twin);
            });
        }

        private List<Scope> scopes() {
            return Stream.concat(
                            budgets.stream().map(Budget::scope), rates.stream().map(RateLimit::scope))
                    .toList();
        }

        /** What becomes of a request under a budget whose model has no known price. */
        public enum Unpriced {
            /** It costs nothing, and a warning tells so. */
            ALLOWED,
            /** It is refused. */
            REFUSED
        }
    }

    /** Builds a virtual key; used by one thread. */
    public static final class Builder {

        private final String id;
        private Optional<String> owner = Optional.empty();
        private Optional<String> team = Optional.empty();
        private Map<String, String> tags = Map.of();
        private boolean enabled = true;
        private Optional<Instant> expiresAt = Optional.empty();
        private Access access = Access.ALL;
        private Limits limits = Limits.NONE;
        private Optional<SigningSecret> signingSecret = Optional.empty();
        private boolean admin;

        private Builder(String id) {
            this.id = id;
        }

        /**
         * Says who uses the key.
         *
         * @param name any text
         * @return this builder
         */
        public Builder owner(String name) {
            owner = Optional.of(name);
            return this;
        }

        /**
         * Says whom the spend is counted for.
         *
         * @param name any text
         * @return this builder
         */
        public Builder team(String name) {
            team = Optional.of(name);
            return this;
        }

        /**
         * Sets the tags that every usage record of the key carries.
         *
         * @param namesAndValues copied
         * @return this builder
         */
        public Builder tags(Map<String, String> namesAndValues) {
            tags = namesAndValues;
            return this;
        }

        /**
         * Says whether the key works.
         *
         * @param works true unless said otherwise
         * @return this builder
         */
        public Builder enabled(boolean works) {
            enabled = works;
            return this;
        }

        /**
         * Ends the key's life.
         *
         * @param instant from when on it no longer works
         * @return this builder
         */
        public Builder expiresAt(Instant instant) {
            expiresAt = Optional.of(instant);
            return this;
        }

        /**
         * Says what the key may reach.
         *
         * @param allowed {@link Access#ALL} unless said otherwise
         * @return this builder
         */
        public Builder access(Access allowed) {
            access = allowed;
            return this;
        }

        /**
         * Says what the key may use.
         *
         * @param most {@link Limits#NONE} unless said otherwise
         * @return this builder
         */
        public Builder limits(Limits most) {
            limits = most;
            return this;
        }

        /**
         * Demands that requests be signed (AWS Signature Version 4), with the key as access-key id.
         *
         * @param secret the secret access key of the client; none is demanded unless said otherwise
         * @return this builder
         */
        public Builder signingSecret(SigningSecret secret) {
            signingSecret = Optional.of(secret);
            return this;
        }

        /**
         * Says whether the key may also see what all keys have spent, and hand out keys.
         *
         * @param sees false unless said otherwise
         * @return this builder
         */
        public Builder admin(boolean sees) {
            admin = sees;
            return this;
        }

        /** {@return the key} */
        public VirtualKey build() {
            return new VirtualKey(id, owner, team, tags, enabled, expiresAt, access, limits, signingSecret, admin);
        }
    }
}
