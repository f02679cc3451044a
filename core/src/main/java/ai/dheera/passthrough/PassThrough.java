/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.access.Gatekeeper;
import ai.dheera.passthrough.access.TrustedProxies;
import ai.dheera.passthrough.authentication.Authenticator;
import ai.dheera.passthrough.authentication.Continuations;
import ai.dheera.passthrough.authentication.Signatures;
import ai.dheera.passthrough.credentials.CredentialPools;
import ai.dheera.passthrough.forwarding.Forwarder;
import ai.dheera.passthrough.limits.BudgetBook;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.Limiter;
import ai.dheera.passthrough.metering.Estimator;
import ai.dheera.passthrough.pricing.PriceCatalogue;
import ai.dheera.passthrough.routing.Router;
import ai.dheera.passthrough.spi.ClientExchange;
import ai.dheera.passthrough.spi.ClientRequest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway. Give it each request of a client as a {@link ClientExchange}: it checks the key, swaps in the
 * provider's, forwards the request, streams the answer back, and writes down who used what.
 *
 * <pre>{@code
 * PassThrough gateway = PassThrough.builder()
 *         .providers(ProviderRegistry.of(ProviderRegistry.builtIn("anthropic", Credential.apiKey("main", secret))))
 *         .keys(presented -> myDatabase.findKey(presented.sha256()))
 *         .usage(record -> log.info("{}", record))
 *         .build();
 * }</pre>
 *
 * <p>Safe for use by several threads. Owns one event loop a processor, one thread that watches the clock, up to eight
 * for key look-ups, as many for host names and signatures, and up to four for what exchanges come to.
 */
public final class PassThrough implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PassThrough.class);

    private static final Duration SWEEP = Duration.ofMillis(100);
    private static final int MOST_WORKERS = 8;
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_ACCOUNTANTS = 4;
    private static final int MOST_TO_SETTLE = 10_000;
    private static final Duration SETTLING_PATIENCE = Duration.ofSeconds(10);

    private final Router router;
    private final Authenticator authenticator;
    private final Runnable endOfKeyChanges;
    private final Forwarder forwarder;
    private final UsageSink usage;
    private final Steps steps;
    private final Supplier<Duration> shutdownGrace;
    private final ThreadPoolExecutor lookUps;
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor accountants;
    private final BillingLedger ledger;
    private final BudgetBook budgets;
    private final Limiter limiter;
    private final ScheduledExecutorService clockwork;
    private final Set<Exchange> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    private PassThrough(Builder builder) {
        lookUps = workers("lookup", MOST_WORKERS, MOST_WAITING);
        workers = workers("worker", MOST_WORKERS, MOST_WAITING);
        accountants = workers("accounts", MOST_ACCOUNTANTS, MOST_TO_SETTLE);
        ledger = builder.ledger;
        clockwork = Executors.newSingleThreadScheduledExecutor(threads("clock"));
        router = new Router(builder.providers);
        authenticator = new Authenticator(builder.keys, builder.keyCache, lookUps, builder.clock);
        endOfKeyChanges = builder.keys.onChange(authenticator);
        forwarder = new Forwarder(builder.tls, builder.eventLoops, workers);
        usage = builder.usage;
        shutdownGrace = builder.shutdownGrace;
        budgets = new BudgetBook(builder.limits, builder.clock);
        limiter = new Limiter(builder.limits, builder.clock, System::nanoTime);
        log.debug("Usage is priced by {}", builder.prices.get()); // loaded now, and not with the first exchange
        Accounts accounts = new Accounts(builder.prices, ledger, Estimator::found, accountants);
        steps = new Steps(
                new TrustedProxies(builder.trustedProxies),
                router,
                authenticator,
                limiter,
                builder.limitPatience,
                new Continuations(System::nanoTime),
                new Signatures(workers),
                new CredentialPools(System::nanoTime),
                forwarder,
                accounts,
                usage,
                builder.clock,
                builder.longestHeldBody,
                builder.publicUrl,
                running::remove);
        ScheduledFuture<?> unused = clockwork.scheduleWithFixedDelay(
                this::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** {@return a builder for a gateway without providers and keys} */
    public static Builder builder() {
        return new Builder();
    }

    /** Key stores have threads of their own: names or tokens that are slow to come must not hold up every key. */
    private static ThreadPoolExecutor workers(String role, int threads, int mostWaiting) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(mostWaiting), threads(role));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory threads(String role) {
        return task -> {
            Thread thread = new Thread(task, "dheera-passthrough-" + role);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * {@return whether a path belongs to one of the providers}
     *
     * @param path the raw path below the point where the gateway is mounted, such as {@code /anthropic/v1/messages}
     */
    public boolean serves(String path) {
        return router.provider(path).isPresent();
    }

    /**
     * Takes an exchange, and returns before it is over. After {@link #close} it is refused.
     *
     * @param client the client's half of it
     */
    public void handle(ClientExchange client) {
        Exchange exchange = new Exchange(steps, client);
        running.add(exchange);
        if (closed.get()) {
            exchange.turnAway();
        } else {
            exchange.begin();
        }
    }

    /**
     * Finds the virtual key behind a request that is the application's own affair, such as one for a report, and checks
     * it as it would be for an exchange: that it is enabled, not expired, used from where it may be, and that the request
     * is signed where the key demands that. What the key may do is for the caller to judge.
     *
     * @param request the request, without a body
     * @param baseUrl what stands before its path in the client's URL
     * @return the key, told in this thread or in a worker's; fails with the {@link Refusal} to answer with
     */
    public CompletionStage<VirtualKey> authenticate(ClientRequest request, String baseUrl) {
        CompletableFuture<VirtualKey> answer = new CompletableFuture<>();
        authenticator.authenticate(
                KeyCarriers.presented(request, List.of()),
                key -> {},
                key -> orFail(answer, () -> check(key, request, baseUrl, answer)),
                answer::completeExceptionally);
        return answer;
    }

    private void check(VirtualKey key, ClientRequest request, String baseUrl, CompletableFuture<VirtualKey> answer) {
        Gatekeeper.checkNetwork(key, steps.proxies().seenThrough(request).clientAddress());
        if (key.signingSecret().isEmpty()) {
            answer.complete(key);
            return;
        }
        SigningSecret secret = key.signingSecret().get();
        steps.signatures().verify(request, baseUrl, List.of(), secret, signed -> {
            if (signed) {
                answer.complete(key);
            } else {
                answer.completeExceptionally(Signatures.refusal());
            }
        });
    }

    private static void orFail(CompletableFuture<?> answer, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /**
     * Forgets what is remembered of a virtual key, so that a change of it takes effect at once.
     *
     * @param keyId its id
     */
    public void keyChanged(String keyId) {
        authenticator.keyChanged(keyId);
    }

    /** Forgets what is remembered of all virtual keys, so that changes of them take effect at once. */
    public void keysChanged() {
        authenticator.keysChanged();
    }

    /** {@return how the budgets of keys stand} */
    public BudgetBook budgets() {
        return budgets;
    }

    /** {@return how many exchanges are running} */
    public int running() {
        return running.size();
    }

    /** {@return how many connections upstream are in use by exchanges} */
    public int connectionsInUse() {
        return forwarder.leased();
    }

    /** {@return how many connections upstream wait to be used again} */
    public int connectionsIdle() {
        return forwarder.idle();
    }

    private void sweep() {
        try {
            long now = System.nanoTime();
            running.forEach(exchange -> checkDeadlines(exchange, now));
            limiter.retry();
            forwarder.closeIdle();
        } catch (RuntimeException | Error e) {
            log.error("The clock's round failed", e);
        }
    }

    private static void checkDeadlines(Exchange exchange, long now) {
        try {
            exchange.checkDeadlines(now);
        } catch (RuntimeException | Error e) {
            log.error("The deadlines of an exchange could not be checked", e);
        }
    }

    /**
     * Lets running exchanges finish for the grace period, cuts the rest off as broken, and closes the usage sink. Who
     * closes the gateway sees to it that no new requests come. A second call does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        awaitIdle(shutdownGrace.get());
        running.forEach(Exchange::cutOff);
        awaitIdle(SETTLING_PATIENCE);
        forwarder.close();
        endOfKeyChanges.run();
        stop(clockwork);
        limiter.close();
        stop(lookUps);
        stop(workers);
        stop(accountants);
        usage.close();
        ledger.close();
    }

    /** Waits for the threads to end: a container complains of those that outlive the application. */
    private static void stop(ExecutorService threads) {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
                log.warn("Threads of the gateway are still busy after its end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitIdle(Duration grace) {
        long end = System.nanoTime() + grace.toNanos();
        try {
            while (!running.isEmpty() && System.nanoTime() - end < 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Builds a gateway; used by one thread. */
    public static final class Builder {

        private ProviderRegistry providers = ProviderRegistry.of();
        private KeyStore keys = KeyStore.none();
        private UsageSink usage = UsageSink.none();
        private Supplier<PriceCatalogue> prices = PriceCatalogue::builtIn;
        private BillingLedger ledger = BillingLedger.inMemory();
        private LimitStore limits = LimitStore.inMemory();
        private Supplier<Duration> limitPatience = () -> Duration.ofSeconds(2);
        private Duration keyCache = Duration.ofSeconds(10);
        private Supplier<Duration> shutdownGrace = () -> Duration.ofSeconds(30);
        private int eventLoops = Math.max(1, Runtime.getRuntime().availableProcessors());
        private IntSupplier longestHeldBody = () -> 25 * 1024 * 1024;
        private Supplier<Optional<String>> publicUrl = Optional::empty;
        private Supplier<List<Network>> trustedProxies = List::of;
        private Clock clock = Clock.systemUTC();
        private SSLContext tls = defaultTls();

        private Builder() {}

        private static SSLContext defaultTls() {
            try {
                return SSLContext.getDefault();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("the JVM's default TLS settings cannot be used", e);
            }
        }

        /**
         * Says which providers are served.
         *
         * @param registry none unless said otherwise
         * @return this builder
         */
        public Builder providers(ProviderRegistry registry) {
            providers = registry;
            return this;
        }

        /**
         * Says whose keys are good.
         *
         * @param store none unless said otherwise
         * @return this builder
         */
        public Builder keys(KeyStore store) {
            keys = store;
            return this;
        }

        /**
         * Says who gets the usage records.
         *
         * @param sink nobody unless said otherwise; closed with the gateway
         * @return this builder
         */
        public Builder usage(UsageSink sink) {
            usage = sink;
            return this;
        }

        /**
         * Says what usage costs.
         *
         * @param catalogue asked for with each exchange that costs; the shipped one unless said otherwise
         * @return this builder
         */
        public Builder prices(Supplier<PriceCatalogue> catalogue) {
            prices = catalogue;
            return this;
        }

        /**
         * Says what remembers what has been billed.
         *
         * @param remembers this process unless said otherwise; closed with the gateway
         * @return this builder
         */
        public Builder ledger(BillingLedger remembers) {
            ledger = remembers;
            return this;
        }

        /**
         * Says where spend is kept, and what is reserved and counted.
         *
         * @param store this process unless said otherwise, so that each node holds limits for itself and forgets them at
         *     its end; closed with the gateway
         * @return this builder
         */
        public Builder limits(LimitStore store) {
            limits = store;
            return this;
        }

        /**
         * Says how long that store may take to admit an exchange. One that takes longer counts as away.
         *
         * @param patience asked for with each exchange; 2 s unless said otherwise
         * @return this builder
         */
        public Builder limitPatience(Supplier<Duration> patience) {
            limitPatience = patience;
            return this;
        }

        /**
         * Says how long the answer of a blocking key store is remembered. Up to 10,000 keys are, and as many misses.
         *
         * @param keptFor 10 s unless said otherwise
         * @return this builder
         */
        public Builder keyCache(Duration keptFor) {
            keyCache = keptFor;
            return this;
        }

        /**
         * Says how long running exchanges may go on when the gateway is closed.
         *
         * @param grace asked for at that moment; 30 s unless said otherwise
         * @return this builder
         */
        public Builder shutdownGrace(Supplier<Duration> grace) {
            shutdownGrace = grace;
            return this;
        }

        /**
         * Says how many event loops talk to the providers.
         *
         * @param count at least 1; one a processor unless said otherwise
         * @return this builder
         */
        public Builder eventLoops(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("a gateway needs an event loop, not " + count);
            }
            eventLoops = count;
            return this;
        }

        /**
         * Bounds the bodies that have to be held whole, because their model has to be checked or they have to be signed.
         *
         * @param bytes asked for with each such body; 25 MiB unless said otherwise; longer ones are refused with 413
         * @return this builder
         */
        public Builder longestHeldBody(IntSupplier bytes) {
            longestHeldBody = bytes;
            return this;
        }

        /**
         * Says where clients find the gateway, for the URLs of providers that are led back through it.
         *
         * @param url scheme, host and mount, such as {@code https://app.example/llm}, without a slash at the end; asked
         *     for with each such URL; what the server sees where it is empty, as unless said otherwise
         * @return this builder
         */
        public Builder publicUrl(Supplier<Optional<String>> url) {
            publicUrl = url;
            return this;
        }

        /**
         * Says which reverse proxies are trusted to tell where a request comes from, in {@code X-Forwarded-For} or
         * {@code Forwarded}. Each of them must set one of these fields on every request, or append to it.
         *
         * @param networks their addresses; asked for with each request; none unless said otherwise, so that it is the
         *     connection's other end that counts, which is also right where the server itself reads these fields
         * @return this builder
         */
        public Builder trustedProxies(Supplier<List<Network>> networks) {
            trustedProxies = networks;
            return this;
        }

        /**
         * Tells the time, for expiry and records.
         *
         * @param wallClock the system's unless said otherwise
         * @return this builder
         */
        public Builder clock(Clock wallClock) {
            clock = wallClock;
            return this;
        }

        /**
         * Says which certificates of providers are trusted. Host names are checked in any case.
         *
         * @param context the JVM's default unless said otherwise
         * @return this builder
         */
        public Builder tls(SSLContext context) {
            tls = context;
            return this;
        }

        /** {@return the gateway, ready for requests} */
        public PassThrough build() {
            return new PassThrough(this);
        }
    }
}
