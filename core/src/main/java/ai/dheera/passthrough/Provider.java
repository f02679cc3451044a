/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.spi.RequestSigner;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A named upstream with its routes and credentials. Built-in ones come from data files
 * ({@link ProviderRegistry#builtIn}); others are built with {@link #named}. Immutable.
 */
public final class Provider {

    private final String name;
    private final String upstream;
    private final Map<String, String> otherUpstreams;
    private final Upstreams upstreams;
    private final Map<String, String> settings;
    private final List<Alias> aliases;
    private final Set<String> urls;
    private final String version;
    private final List<String> keyCarriers;
    private final List<Credential> credentials;
    private final Credential.Placement placement;
    private final Map<String, String> headers;
    private final Map<String, String> query;
    private final Set<String> withheld;
    private final Optional<String> requestIdHeader;
    private final ErrorShape errorShape;
    private final Timeouts timeouts;
    private final List<Route> routes;
    private final Routes tree;
    private final int maxConnections;
    private final Moves moves;
    private final Optional<String> prices;
    private final Map<String, String> pricedAs;
    private final boolean requestsUsage;
    private final boolean signsBodies;

    private Provider(Builder builder) {
        name = builder.name;
        version = BaseUrl.checkedVersion(builder.version);
        upstream = builder.upstream;
        otherUpstreams = Map.copyOf(builder.upstreams);
        upstreams = Upstreams.of(name, upstream, otherUpstreams, version);
        settings = Map.copyOf(builder.settings);
        aliases = List.copyOf(builder.aliases);
        urls = Set.copyOf(builder.urls);
        keyCarriers = List.copyOf(builder.keyCarriers);
        credentials = List.copyOf(builder.credentials);
        placement = builder.placement;
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(builder.headers));
        query = Collections.unmodifiableMap(new LinkedHashMap<>(builder.query));
        withheld = builder.withheld;
        requestIdHeader = builder.requestIdHeader;
        errorShape = builder.errorShape;
        timeouts = builder.timeouts;
        routes = List.copyOf(builder.routes);
        tree = new Routes(routes);
        maxConnections = builder.maxConnections;
        moves = builder.moves;
        prices = builder.prices;
        pricedAs = Map.copyOf(builder.pricedAs);
        requestsUsage = builder.requestsUsage;
        signsBodies = credentials.stream()
                .flatMap(credential -> credential.signer().stream())
                .anyMatch(RequestSigner::signsBody);
    }

    /**
     * {@return a builder for a provider that answers no route yet}
     *
     * @param name the first segment of its paths: letters, digits, dots, underscores and hyphens
     * @param upstream its base URL, {@code http} or {@code https}, without query or fragment
     */
    public static Builder named(String name, URI upstream) {
        return new Builder(name, upstream.toString());
    }

    /**
     * {@return a builder for a provider that answers no route yet}
     *
     * @param name the first segment of its paths: letters, digits, dots, underscores and hyphens
     * @param upstream its base URL, {@code http} or {@code https}, without query or fragment; <code>{name}</code> in its
     *     host is filled in from the path, or the settings of credential or provider
     */
    public static Builder named(String name, String upstream) {
        return new Builder(name, upstream);
    }

    /** {@return a builder that holds all of this provider} */
    public Builder toBuilder() {
        Builder builder = new Builder(name, upstream);
        builder.version = version;
        builder.upstreams = otherUpstreams;
        builder.settings = settings;
        builder.aliases = aliases;
        builder.urls = urls;
        builder.keyCarriers = keyCarriers;
        builder.credentials = credentials;
        builder.placement = placement;
        builder.headers = headers;
        builder.query = query;
        builder.withheld = withheld;
        builder.requestIdHeader = requestIdHeader;
        builder.errorShape = errorShape;
        builder.timeouts = timeouts;
        builder.routes = routes;
        builder.maxConnections = maxConnections;
        builder.moves = moves;
        builder.prices = prices;
        builder.pricedAs = pricedAs;
        builder.requestsUsage = requestsUsage;
        return builder;
    }

    /** {@return the first segment of its paths} */
    public String name() {
        return name;
    }

    /** {@return its main base URL, without a slash at the end; may have <code>{variables}</code> in its host} */
    public String upstream() {
        return upstreams.main().toString();
    }

    /** {@return its further base URLs by their names} */
    public Map<String, String> otherUpstreams() {
        return otherUpstreams;
    }

    /** {@return what fills variables in where the path does not, such as {@code region}; a credential's go before} */
    public Map<String, String> settings() {
        return settings;
    }

    /** {@return other ways in which clients may write its paths} */
    public List<Alias> aliases() {
        return aliases;
    }

    /** {@return answer header fields that hold URLs of its own, beside {@code Location}; lower case} */
    public Set<String> urls() {
        return urls;
    }

    /** {@return the variables in the hosts of its base URLs} */
    public Set<String> hostVariables() {
        return upstreams.variables();
    }

    /** {@return what all its routes begin with and clients may leave out or double, such as {@code /v1}; may be empty} */
    public String version() {
        return version;
    }

    /** {@return the header fields in which its SDKs put the key, in the order in which to look} */
    public List<String> keyCarriers() {
        return keyCarriers;
    }

    /** {@return what it accepts; empty where the operator configured none} */
    public List<Credential> credentials() {
        return credentials;
    }

    /** {@return whether one of its credentials signs bodies, so that all requests to it have to be held whole} */
    public boolean signsBodies() {
        return signsBodies;
    }

    /** {@return where a credential is placed that does not say so itself} */
    public Credential.Placement placement() {
        return placement;
    }

    /** {@return header fields that every request to it carries, in place of the client's of the same names} */
    public Map<String, String> headers() {
        return headers;
    }

    /** {@return query parameters that every request to it carries, in place of the client's of the same names} */
    public Map<String, String> query() {
        return query;
    }

    /** {@return lower-case names of answer header fields that clients do not get to see} */
    public Set<String> withheld() {
        return withheld;
    }

    /** {@return the answer header field with its own id of an exchange} */
    public Optional<String> requestIdHeader() {
        return requestIdHeader;
    }

    /** {@return how it words errors} */
    public ErrorShape errorShape() {
        return errorShape;
    }

    /** {@return how long it may take} */
    public Timeouts timeouts() {
        return timeouts;
    }

    /** {@return all its routes} */
    public List<Route> routes() {
        return routes;
    }

    /** {@return how many connections to it may be open; an exchange beyond waits for the connect timeout} */
    public int maxConnections() {
        return maxConnections;
    }

    /** {@return how far a request that one credential was refused for goes on to others} */
    public Moves moves() {
        return moves;
    }

    /** {@return its id in the price data; empty where its base URL tells} */
    public Optional<String> prices() {
        return prices;
    }

    /** {@return names in the price data by names of models that are the operator's own: deployments, profiles} */
    public Map<String, String> pricedAs() {
        return pricedAs;
    }

    /** {@return whether streams that would tell no usage are asked for it} */
    public boolean requestsUsage() {
        return requestsUsage;
    }

    /**
     * {@return the route of a request, with what stands in the path for its variables}
     *
     * @param method the HTTP method
     * @param path the raw path below the provider, beginning with a slash
     */
    public Optional<Matched> route(String method, String path) {
        return tree.match(method, path).map(match -> new Matched(match.route(), match.variables()));
    }

    /**
     * {@return where a request goes}
     *
     * @param route its route
     * @param variables what stands in its path for the variables of the route's template, raw, in their order
     * @param path the raw path below the provider, which an alias may have given variables
     * @param credential whose settings count
     * @throws Refusal {@code bad_path} where the path names no host of the provider's, {@code no_credential} where a
     *     setting is missing
     */
    public Destination destination(Route route, List<String> variables, String path, Credential credential) {
        return new Variables(this, route, variables, credential).destination(upstreams, path);
    }

    @Override
    public String toString() {
        return "provider " + name;
    }

    /**
     * How far a request goes from one credential of the pool to others.
     *
     * @param most how often; 0 for never
     * @param longestBody the bytes of a body that are kept for that; a request with a longer one stays
     */
    public record Moves(int most, int longestBody) {

        /** Once, with a body of up to 1 MiB. */
        public static final Moves DEFAULT = new Moves(1, 1024 * 1024);

        // Refuses what cannot be.
        public Moves {
            if (most < 0 || longestBody < 0) {
                throw new IllegalArgumentException("neither the moves of a request nor its kept body can be negative");
            }
        }
    }

    /**
     * A route that a path matched.
     *
     * @param route the route
     * @param variables what stands in the path for the template's variables, raw, in their order
     */
    public record Matched(Route route, List<String> variables) {}

    /** Builds a provider; used by one thread. */
    public static final class Builder {

        private String name;
        private String upstream;
        private Map<String, String> upstreams = Map.of();
        private Map<String, String> settings = Map.of();
        private List<Alias> aliases = List.of();
        private Set<String> urls = Set.of();
        private String version = "";
        private List<String> keyCarriers = List.of("authorization");
        private List<Credential> credentials = List.of();
        private Credential.Placement placement = Credential.Placement.bearer();
        private Map<String, String> headers = Map.of();
        private Map<String, String> query = Map.of();
        private Set<String> withheld = Set.of();
        private Optional<String> requestIdHeader = Optional.empty();
        private ErrorShape errorShape = ErrorShape.OWN;
        private Timeouts timeouts = Timeouts.DEFAULT;
        private List<Route> routes = List.of();
        private int maxConnections = 10_000;
        private Moves moves = Moves.DEFAULT;
        private Optional<String> prices = Optional.empty();
        private Map<String, String> pricedAs = Map.of();
        private boolean requestsUsage;

        private Builder(String name, String upstream) {
            this.name = checkedName(name);
            this.upstream = upstream;
        }

        private static String checkedName(String name) {
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no name for a provider: letters, digits, dots, underscores and hyphens are");
            }
            return name;
        }

        /**
         * Gives it another name.
         *
         * @param other the first segment of its paths
         * @return this builder
         */
        public Builder name(String other) {
            name = checkedName(other);
            return this;
        }

        /**
         * Sends all its requests elsewhere, also those that went to other base URLs.
         *
         * @param base the base URL
         * @return this builder
         */
        public Builder upstream(URI base) {
            return upstream(base.toString());
        }

        /**
         * Sends all its requests elsewhere, also those that went to other base URLs.
         *
         * @param base the base URL; <code>{name}</code> in its host is filled in from the path, or the settings of
         *     credential or provider
         * @return this builder
         */
        public Builder upstream(String base) {
            upstream = base;
            upstreams = Map.of();
            return this;
        }

        /**
         * Names further base URLs, for the routes that say so; those of other names go to the main one.
         *
         * @param byName in the form of the main one
         * @return this builder
         */
        public Builder upstreams(Map<String, String> byName) {
            upstreams = byName;
            return this;
        }

        /**
         * Sets what fills variables in where the path does not.
         *
         * @param byName such as {@code region}
         * @return this builder
         */
        public Builder settings(Map<String, String> byName) {
            settings = byName;
            return this;
        }

        /**
         * Lets clients write some paths in other ways.
         *
         * @param all tried in their order, where no route matches what was sent
         * @return this builder
         */
        public Builder aliases(List<Alias> all) {
            aliases = all;
            return this;
        }

        /**
         * Names answer header fields that hold URLs of its own, which then lead clients back to the gateway.
         *
         * @param headerNames in any case; {@code Location} is one without being named
         * @return this builder
         */
        public Builder urls(Set<String> headerNames) {
            urls = lowerCase(headerNames);
            return this;
        }

        private static Set<String> lowerCase(Set<String> headerNames) {
            return headerNames.stream()
                    .map(header -> header.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());
        }

        /**
         * Says what all routes begin with and clients may leave out or double.
         *
         * @param prefix such as {@code /v1}; empty for none
         * @return this builder
         */
        public Builder version(String prefix) {
            version = prefix;
            return this;
        }

        /**
         * Says where its SDKs put the key.
         *
         * @param headerNames in the order in which to look
         * @return this builder
         */
        public Builder keyCarriers(List<String> headerNames) {
            keyCarriers = headerNames;
            return this;
        }

        /**
         * Sets what it accepts.
         *
         * @param pool its credentials
         * @return this builder
         */
        public Builder credentials(List<Credential> pool) {
            credentials = pool;
            return this;
        }

        /**
         * Says where a credential is placed that does not say so itself.
         *
         * @param where {@code Authorization: Bearer} unless said otherwise
         * @return this builder
         */
        public Builder placement(Credential.Placement where) {
            placement = where;
            return this;
        }

        /**
         * Sets header fields for every request to it.
         *
         * @param namesAndValues they take the place of the client's
         * @return this builder
         */
        public Builder headers(Map<String, String> namesAndValues) {
            headers = namesAndValues;
            return this;
        }

        /**
         * Sets query parameters for every request to it.
         *
         * @param namesAndValues they take the place of the client's
         * @return this builder
         */
        public Builder query(Map<String, String> namesAndValues) {
            query = namesAndValues;
            return this;
        }

        /**
         * Keeps answer header fields from clients.
         *
         * @param headerNames in any case
         * @return this builder
         */
        public Builder withheld(Set<String> headerNames) {
            withheld = lowerCase(headerNames);
            return this;
        }

        /**
         * Names the answer header field with the provider's own id of an exchange.
         *
         * @param headerName its name
         * @return this builder
         */
        public Builder requestIdHeader(String headerName) {
            requestIdHeader = Optional.of(headerName);
            return this;
        }

        /**
         * Sets how it words errors.
         *
         * @param shape {@link ErrorShape#OWN} unless said otherwise
         * @return this builder
         */
        public Builder errorShape(ErrorShape shape) {
            errorShape = shape;
            return this;
        }

        /**
         * Sets how long it may take.
         *
         * @param times {@link Timeouts#DEFAULT} unless said otherwise
         * @return this builder
         */
        public Builder timeouts(Timeouts times) {
            timeouts = times;
            return this;
        }

        /**
         * Sets what it answers.
         *
         * @param all its routes; no two with the same method and path shape
         * @return this builder
         */
        public Builder routes(List<Route> all) {
            routes = all;
            return this;
        }

        /**
         * Bounds its connections.
         *
         * @param most at least 1; 10,000 unless said otherwise
         * @return this builder
         */
        public Builder maxConnections(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("a provider needs at least one connection, not " + most);
            }
            maxConnections = most;
            return this;
        }

        /**
         * Says how far a request goes from one credential to others.
         *
         * @param bounds {@link Moves#DEFAULT} unless said otherwise
         * @return this builder
         */
        public Builder moves(Moves bounds) {
            moves = bounds;
            return this;
        }

        /**
         * Says under which id its prices stand.
         *
         * @param id in the price data, such as {@code google}; what its base URL tells unless said otherwise
         * @return this builder
         */
        public Builder prices(String id) {
            prices = Optional.of(id);
            return this;
        }

        /**
         * Says which prices count for models with names of the operator's own.
         *
         * @param names names in the price data, by names that requests or answers have
         * @return this builder
         */
        public Builder pricedAs(Map<String, String> names) {
            pricedAs = names;
            return this;
        }

        /**
         * Says whether streams that would tell no usage are asked for it. The request gets the option that does, and the
         * answer loses the event that tells: the only bytes that are ever touched.
         *
         * @param asked not unless said otherwise
         * @return this builder
         */
        public Builder requestsUsage(boolean asked) {
            requestsUsage = asked;
            return this;
        }

        /**
         * {@return the provider}
         *
         * @throws IllegalArgumentException where its upstream or version is none, or a route is there twice
         */
        public Provider build() {
            return new Provider(this);
        }
    }
}
