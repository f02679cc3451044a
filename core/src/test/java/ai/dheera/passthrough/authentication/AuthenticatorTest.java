/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuthenticatorTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final int WORKERS = 2;
    private static final int WAITING = 3;

    private final ScriptedStore store = new ScriptedStore().issue("secret", key("k1"));
    private final ThreadPoolExecutor workers =
            new ThreadPoolExecutor(WORKERS, WORKERS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(WAITING));
    private final Authenticator authenticator = authenticator(LONG);

    @AfterEach
    void stop() {
        store.letGo();
        workers.shutdownNow();
    }

    @Test
    void asksAStoreThatBlocksOnAWorkersThread() throws Exception {
        store.hold();
        Told told = Told.by(authenticator, "secret");
        await().until(() -> !store.asked().isEmpty());
        assertThat(told.isTold()).isFalse();
        store.letGo();
        assertThat(told.keyId()).isEqualTo("k1");
        assertThat(store.askedBy()).doesNotContain(Thread.currentThread());
        assertThat(told.thread()).isIn(store.askedBy());
    }

    @Test
    void remembersAKey() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(Told.by(authenticator, "secret").keyId()).isEqualTo("k1");
        }
        assertThat(store.asked()).containsExactly("secret");
    }

    @Test
    void remembersThatThereIsNoKey() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(Told.by(authenticator, "unknown").code()).isEqualTo(ErrorCode.INVALID_KEY);
        }
        assertThat(store.asked()).containsExactly("unknown");
    }

    @Test
    void asksAgainWhenItsTimeIsOver() {
        Authenticator forgetful = authenticator(Duration.ofMillis(30));
        await().until(() -> {
            Told.by(forgetful, "secret").keyId();
            return store.asked().size() >= 3;
        });
        await().until(() -> {
            Told.by(forgetful, "unknown").code();
            return store.asked().stream().filter("unknown"::equals).count() >= 3;
        });
    }

    @Test
    void remembersNothingWhereItIsToldSo() throws Exception {
        Authenticator forgetful = authenticator(Duration.ZERO);
        assertThat(Told.by(forgetful, "secret").keyId()).isEqualTo("k1");
        assertThat(Told.by(forgetful, "secret").keyId()).isEqualTo("k1");
        assertThat(Told.by(forgetful, "unknown").code()).isEqualTo(ErrorCode.INVALID_KEY);
        assertThat(Told.by(forgetful, "unknown").code()).isEqualTo(ErrorCode.INVALID_KEY);
        assertThat(store.asked()).containsExactly("secret", "secret", "unknown", "unknown");
    }

    @Test
    void asksAgainForEveryKeyWhenAnyMayHaveChanged() throws Exception {
        assertThat(Told.by(authenticator, "secret").keyId()).isEqualTo("k1");
        assertThat(Told.by(authenticator, "new").code()).isEqualTo(ErrorCode.INVALID_KEY);
        store.issue("secret", key("k3")).issue("new", key("k2"));
        authenticator.keysChanged();
        assertThat(Told.by(authenticator, "secret").keyId()).isEqualTo("k3");
        assertThat(Told.by(authenticator, "new").keyId()).isEqualTo("k2");
    }

    @Test
    void waitsForNobodyWhereAStoreKnowsTheKeyAtOnce() throws Exception {
        KeyStore both = KeyStore.firstOf(
                KeyStore.inMemory(Map.of(PresentedKey.sha256("near"), key("k0"))),
                store,
                KeyStore.inMemory(Map.of(PresentedKey.sha256("secret"), key("other"))));
        Authenticator authenticatorOfBoth = new Authenticator(both, LONG, workers, Clock.systemUTC());
        store.hold();
        Told far = Told.by(authenticatorOfBoth, "secret");
        Told near = Told.by(authenticatorOfBoth, "near");
        assertThat(near.isTold()).isTrue();
        assertThat(near.keyId()).isEqualTo("k0");
        assertThat(far.isTold()).isFalse();
        store.letGo();
        assertThat(far.keyId()).isEqualTo("k1");
        assertThat(store.asked()).containsExactly("secret");
    }

    @Test
    void asksOnceForAllWhoAskAtTheSameTime() throws Exception {
        store.hold();
        List<Told> all = IntStream.range(0, 50)
                .mapToObj(i -> Told.by(authenticator, "secret"))
                .toList();
        await().until(() -> !store.asked().isEmpty());
        assertThat(all).noneMatch(Told::isTold);
        store.letGo();
        for (Told told : all) {
            assertThat(told.keyId()).isEqualTo("k1");
        }
        assertThat(store.asked()).containsExactly("secret");
    }

    @Test
    void takesTheFirstOfSeveralThatTheStoreKnows() throws Exception {
        store.issue("other", key("k2"));
        assertThat(Told.by(authenticator, "unknown", "secret", "other").keyId()).isEqualTo("k1");
        assertThat(store.asked()).containsExactly("unknown", "secret");
        assertThat(Told.by(authenticator, "other", "secret").keyId()).isEqualTo("k2");
        assertThat(Told.by(authenticator, "unknown", "stranger").code()).isEqualTo(ErrorCode.INVALID_KEY);
    }

    @Test
    void missesAKeyWhereNoneIsPresented() throws Exception {
        Told told = Told.by(authenticator);
        assertThat(told.code()).isEqualTo(ErrorCode.MISSING_KEY);
        assertThat(told.thread()).isSameAs(Thread.currentThread());
        assertThat(store.asked()).isEmpty();
    }

    @Test
    void refusesADisabledKeyAlsoWhereAnotherWouldWork() throws Exception {
        store.issue("off", VirtualKey.withId("k3").enabled(false).build());
        assertThat(Told.by(authenticator, "off").code()).isEqualTo(ErrorCode.KEY_DISABLED);
        assertThat(Told.by(authenticator, "off", "secret").code()).isEqualTo(ErrorCode.KEY_DISABLED);
    }

    @Test
    void refusesAKeyFromTheInstantOnAtWhichItExpires() throws Exception {
        store.issue("over", VirtualKey.withId("k4").expiresAt(NOW).build());
        store.issue(
                "nearly", VirtualKey.withId("k5").expiresAt(NOW.plusNanos(1)).build());
        assertThat(Told.by(authenticator, "over").code()).isEqualTo(ErrorCode.KEY_EXPIRED);
        assertThat(Told.by(authenticator, "over").refusal().text())
                .contains("k4")
                .contains(NOW.toString());
        assertThat(Told.by(authenticator, "nearly").keyId()).isEqualTo("k5");
    }

    @Test
    void letsARememberedKeyExpireAllTheSame() throws Exception {
        TickingClock clock = new TickingClock(NOW);
        Authenticator ticking = new Authenticator(store, LONG, workers, clock);
        store.issue(
                "short", VirtualKey.withId("k6").expiresAt(NOW.plusSeconds(1)).build());
        assertThat(Told.by(ticking, "short").keyId()).isEqualTo("k6");
        clock.now = NOW.plusSeconds(1);
        assertThat(Told.by(ticking, "short").code()).isEqualTo(ErrorCode.KEY_EXPIRED);
        assertThat(store.asked()).containsExactly("short");
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IOException("the database at 10.1.2.3 is down"),
                new IllegalStateException("inside"),
                new InterruptedException("inside"),
                new NoClassDefFoundError("inside"),
                new AssertionError("inside"),
                new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void refusesWhereTheStoreThrowsAndRemembersItNot(Throwable failure) throws Exception {
        store.failWith(failure);
        assertUnavailable(Told.by(authenticator, "secret").refusal());
        store.recover();
        assertThat(Told.by(authenticator, "secret").keyId()).isEqualTo("k1");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void refusesWhereAStoreThatDoesNotBlockThrows(Throwable failure) throws Exception {
        store.nonBlocking().failWith(failure);
        assertUnavailable(Told.by(authenticator, "secret").refusal());
        Thread.interrupted();
        store.recover();
        assertThat(Told.by(authenticator, "secret").keyId()).isEqualTo("k1");
    }

    @Test
    void refusesWhereTheStoreAnswersNull() throws Exception {
        store.answerNull();
        assertUnavailable(Told.by(authenticator, "secret").refusal());
        store.recover();
        assertThat(Told.by(authenticator, "secret").keyId()).isEqualTo("k1");
        store.nonBlocking().answerNull();
        assertUnavailable(Told.by(authenticator, "secret").refusal());
    }

    @Test
    void asksNoFurtherWhereTheStoreThrewAtTheFirstOfSeveral() throws Exception {
        store.failWith(new IOException("down"));
        assertThat(Told.by(authenticator, "unknown", "secret").code()).isEqualTo(ErrorCode.KEY_STORE_UNAVAILABLE);
        assertThat(store.asked()).containsExactly("unknown");
    }

    @Test
    void refusesWhereTheStoreIsSlowerThanRequestsCome() throws Exception {
        store.hold();
        List<Told> all = IntStream.range(0, WORKERS + WAITING + 20)
                .mapToObj(i -> Told.by(authenticator, "key" + i))
                .toList();
        List<Told> refused = all.stream().filter(Told::isTold).toList();
        assertThat(refused).hasSize(20);
        for (Told told : refused) {
            assertUnavailable(told.refusal());
            assertThat(told.thread()).isSameAs(Thread.currentThread());
        }
        store.letGo();
        for (Told told : all) {
            assertThat(told.code()).isIn(ErrorCode.KEY_STORE_UNAVAILABLE, ErrorCode.INVALID_KEY);
        }
        await().until(() -> workers.getQueue().isEmpty());
        store.issue("key" + (all.size() - 1), key("late"));
        assertThat(Told.by(authenticator, "key" + (all.size() - 1)).keyId()).isEqualTo("late");
    }

    @Test
    void answersFromMemoryWhileTheStoreIsStuck() throws Exception {
        assertThat(Told.by(authenticator, "secret").keyId()).isEqualTo("k1");
        store.hold();
        IntStream.range(0, 50).forEach(i -> Told.by(authenticator, "key" + i));
        Told told = Told.by(authenticator, "secret");
        assertThat(told.isTold()).isTrue();
        assertThat(told.keyId()).isEqualTo("k1");
    }

    @Test
    void asksAStoreThatDoesNotBlockInTheCallersThreadEachTime() throws Exception {
        store.nonBlocking();
        for (int i = 0; i < 2; i++) {
            Told told = Told.by(authenticator, "secret");
            assertThat(told.isTold()).isTrue();
            assertThat(told.thread()).isSameAs(Thread.currentThread());
        }
        assertThat(store.asked()).containsExactly("secret", "secret");
    }

    @Test
    void forgetsAChangedKeyAtOnceAndKeepsOthers() throws Exception {
        store.issue("other", key("k2"));
        Told.by(authenticator, "secret").keyId();
        Told.by(authenticator, "other").keyId();
        store.issue("secret", VirtualKey.withId("k1").enabled(false).build());

        authenticator.keyChanged("k1");
        assertThat(Told.by(authenticator, "secret").code()).isEqualTo(ErrorCode.KEY_DISABLED);
        assertThat(Told.by(authenticator, "other").keyId()).isEqualTo("k2");
        assertThat(store.asked()).containsExactly("secret", "other", "secret");
    }

    @Test
    void findsAKeyThatWasIssuedAfterItWasMissed() throws Exception {
        assertThat(Told.by(authenticator, "new").code()).isEqualTo(ErrorCode.INVALID_KEY);
        store.issue("new", key("k9"));
        assertThat(Told.by(authenticator, "new").code()).isEqualTo(ErrorCode.INVALID_KEY);
        authenticator.keyChanged("k9");
        assertThat(Told.by(authenticator, "new").keyId()).isEqualTo("k9");
    }

    @Test
    void keepsNoAnswerThatIsOfBeforeTheChange() throws Exception {
        store.hold();
        Told before = Told.by(authenticator, "secret");
        Told missed = Told.by(authenticator, "new");
        await().until(() -> store.asked().size() == 2);
        store.issue("secret", VirtualKey.withId("k1").enabled(false).build());
        store.issue("new", key("k9"));
        authenticator.keyChanged("k1");
        Told after = Told.by(authenticator, "secret");
        store.letGo();
        assertThat(before.keyId()).isEqualTo("k1");
        assertThat(missed.code()).isEqualTo(ErrorCode.INVALID_KEY);
        assertThat(after.code()).isEqualTo(ErrorCode.KEY_DISABLED);

        assertThat(Told.by(authenticator, "secret").code()).isEqualTo(ErrorCode.KEY_DISABLED);
        assertThat(Told.by(authenticator, "new").keyId()).isEqualTo("k9");
    }

    @Test
    void keepsKnownKeysThroughAFloodOfUnknownOnes() throws Exception {
        int known = 1_000;
        Authenticator busy = new Authenticator(store, LONG, Runnable::run, Clock.fixed(NOW, ZoneOffset.UTC));
        IntStream.range(0, known).forEach(i -> store.issue("known" + i, key("id" + i)));
        for (int i = 0; i < known; i++) {
            assertThat(Told.by(busy, "known" + i).keyId()).isEqualTo("id" + i);
        }
        for (int i = 0; i < 25_000; i++) {
            Told.by(busy, "invented" + i);
        }
        int asked = store.asked().size();
        assertThat(asked).isEqualTo(known + 25_000);
        for (int i = 0; i < known; i++) {
            assertThat(Told.by(busy, "known" + i).keyId()).isEqualTo("id" + i);
        }
        assertThat(store.asked()).hasSize(asked);
    }

    @Test
    void looksUpAsManyKeysAsArePresentedOneAfterTheOther() throws Exception {
        KeyStore inMemory = KeyStore.inMemory(Map.of(PresentedKey.sha256("secret"), key("k1")));
        Authenticator direct = new Authenticator(inMemory, LONG, workers, Clock.fixed(NOW, ZoneOffset.UTC));
        String[] presented = Stream.concat(IntStream.range(0, 15).mapToObj(i -> "x" + i), Stream.of("secret"))
                .toArray(String[]::new);
        assertThat(Told.by(direct, presented).keyId()).isEqualTo("k1");
    }

    private static void assertUnavailable(Refusal refusal) {
        assertThat(refusal.code()).isEqualTo(ErrorCode.KEY_STORE_UNAVAILABLE);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(refusal.text()).doesNotContain("10.1.2.3").doesNotContain("inside");
    }

    private Authenticator authenticator(Duration keptFor) {
        return new Authenticator(store, keptFor, workers, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static VirtualKey key(String id) {
        return VirtualKey.withId(id).build();
    }

    private static final class TickingClock extends Clock {

        private volatile Instant now;

        TickingClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
