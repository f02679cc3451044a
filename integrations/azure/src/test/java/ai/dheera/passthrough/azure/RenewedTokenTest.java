/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.core.credential.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RenewedTokenTest {

    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Executor NOBODY = task -> {
        throw new AssertionError("a token that is there needs no other thread");
    };

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final AtomicInteger fetches = new AtomicInteger();
    private Instant now = START;
    private Duration life = Duration.ofHours(1);
    private @Nullable Duration renewalTold;
    private @Nullable RuntimeException failure;

    private Runnable whileTheEndIsRead = () -> {};

    private final RenewedToken token = new RenewedToken(this::fetch, () -> now);

    private AccessToken fetch() {
        int number = fetches.incrementAndGet();
        if (failure != null) {
            throw failure;
        }
        OffsetDateTime renewal =
                renewalTold == null ? null : now.plus(renewalTold).atOffset(ZoneOffset.UTC);
        return new AccessToken("token-" + number, now.plus(life).atOffset(ZoneOffset.UTC), renewal) {
            @Override
            public OffsetDateTime getExpiresAt() {
                Runnable meanwhile = whileTheEndIsRead;
                whileTheEndIsRead = () -> {};
                meanwhile.run();
                return super.getExpiresAt();
            }
        };
    }

    @Test
    void isFetchedOffTheCallingThread() {
        CompletableFuture<AccessToken> waiting = token.get(tasks::add).toCompletableFuture();

        assertThat(waiting).isNotDone();
        assertThat(fetches).hasValue(0);
        tasks.remove().run();
        assertThat(waiting.join().getToken()).isEqualTo("token-1");
    }

    @Test
    void isThereAtOnceOnceItIsFetched() {
        get();

        for (int i = 0; i < 100; i++) {
            assertThat(at(Duration.ofMinutes(54), NOBODY)).isEqualTo("token-1");
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void isFetchedOnceForAllWhoWait() {
        List<CompletableFuture<AccessToken>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(token.get(tasks::add).toCompletableFuture());
        }

        assertThat(tasks).hasSize(1);
        tasks.remove().run();

        assertThat(all).allSatisfy(each -> assertThat(each.join().getToken()).isEqualTo("token-1"));
    }

    @Test
    void isFetchedOnceByManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            for (int round = 1; round <= 200; round++) {
                CountDownLatch begun = new CountDownLatch(16);
                List<CompletableFuture<String>> all = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    all.add(CompletableFuture.supplyAsync(
                            () -> {
                                begun.countDown();
                                await(begun);
                                return get();
                            },
                            threads));
                }
                String expected = "token-" + round;
                assertThat(all).allSatisfy(each -> assertThat(each.join()).isEqualTo(expected));
                now = now.plus(life);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(fetches).hasValue(200);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isNotFetchedAgainForOneWhoSawTheOldOneJustBeforeItWasReplaced() {
        get();
        now = now.plus(life);
        whileTheEndIsRead = () -> assertThat(get()).isEqualTo("token-2");

        assertThat(get()).isEqualTo("token-2");
        assertThat(fetches).hasValue(2);
    }

    @Test
    void isRenewedAheadOfItsEndWhileTheOldOneIsUsed() {
        get();

        assertThat(at(Duration.ofMinutes(55), tasks::add)).isEqualTo("token-1");
        assertThat(at(Duration.ofMinutes(56), tasks::add)).isEqualTo("token-1");
        assertThat(tasks).hasSize(1);
        tasks.remove().run();

        assertThat(at(Duration.ofMinutes(56), NOBODY)).isEqualTo("token-2");
    }

    @Test
    void isRenewedWhenEntraSaysSo() {
        renewalTold = Duration.ofMinutes(30);
        get();

        assertThat(at(Duration.ofMinutes(29), NOBODY)).isEqualTo("token-1");
        assertThat(at(Duration.ofMinutes(30), tasks::add)).isEqualTo("token-1");
        assertThat(tasks).hasSize(1);
    }

    @Test
    void isUsedToItsEndWhereItCannotBeRenewed() {
        get();
        failure = new IllegalStateException("Entra is down");

        assertThat(at(Duration.ofMinutes(55), Runnable::run)).isEqualTo("token-1");
        assertThat(at(Duration.ofMinutes(55).plusSeconds(29), NOBODY)).isEqualTo("token-1");
        assertThat(at(Duration.ofMinutes(55).plusSeconds(30), Runnable::run)).isEqualTo("token-1");
        assertThat(at(Duration.ofMinutes(59).plusSeconds(29), Runnable::run)).isEqualTo("token-1");
        assertThat(fetches).hasValue(4);
        assertThat(catchThrowable(() -> at(Duration.ofMinutes(59).plusSeconds(30), Runnable::run)))
                .hasMessage("Entra is down");
    }

    @Test
    void isFetchedAgainAtOnceAfterAFailure() {
        failure = new IllegalStateException("Entra is down");
        assertThat(catchThrowable(this::get)).hasMessage("Entra is down");

        failure = null;

        assertThat(get()).isEqualTo("token-2");
    }

    @Test
    void isFetchedAgainAfterAllWorkersWereBusy() {
        Executor busy = task -> {
            throw new RejectedExecutionException("all are busy");
        };

        assertThat(catchThrowable(() -> at(Duration.ZERO, busy))).hasMessage("all are busy");
        assertThat(get()).isEqualTo("token-1");
        assertThat(at(Duration.ofMinutes(55), busy)).isEqualTo("token-1");
        assertThat(at(Duration.ofMinutes(55), Runnable::run)).isEqualTo("token-1");
        assertThat(at(Duration.ofMinutes(55), NOBODY)).isEqualTo("token-2");
    }

    private String get() {
        return outcome(token.get(Runnable::run).toCompletableFuture());
    }

    /** The token at a time, without waiting for it. */
    private String at(Duration sinceStart, Executor workers) {
        now = START.plus(sinceStart);
        CompletableFuture<AccessToken> future = token.get(workers).toCompletableFuture();
        assertThat(future).isDone();
        return outcome(future);
    }

    private static String outcome(CompletableFuture<AccessToken> future) {
        try {
            return future.get(10, TimeUnit.SECONDS).getToken();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("there is no token yet", e);
        }
    }
}
