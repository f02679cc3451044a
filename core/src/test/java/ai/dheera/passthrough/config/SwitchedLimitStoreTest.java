/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.limits.Admittance;
import ai.dheera.passthrough.limits.Charge;
import ai.dheera.passthrough.limits.DelegatingLimitStore;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.LimitStoreKind;
import ai.dheera.passthrough.limits.Reservation;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchedLimitStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Limit ONE = new Limit.Parallel("one", Scope.KEY, 1);

    /** By the option "as". */
    private static final Map<String, WatchedStore> OPENED = new ConcurrentHashMap<>();

    private final SwitchedLimitStore store = new SwitchedLimitStore();

    /** What the configuration of this test names, found by the service loader. */
    public static final class Kind implements LimitStoreKind {

        @Override
        public String name() {
            return "test-limits";
        }

        @Override
        public Set<String> options() {
            return Set.of("as");
        }

        @Override
        public LimitStore open(Map<String, String> options) {
            if (options.get("as").equals("broken")) {
                throw new IllegalArgumentException("cannot be opened");
            }
            WatchedStore opened = new WatchedStore();
            OPENED.put(options.get("as"), opened);
            return opened;
        }
    }

    /** A store in memory that says how often it was closed. */
    private static final class WatchedStore extends DelegatingLimitStore {

        volatile int closed;

        WatchedStore() {
            super(LimitStore.inMemory());
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private void name(String as) throws NotOpened {
        store.prepare(Optional.of(new LimitSettings.OfKind("test-limits", Map.of("as", as))))
                .run();
    }

    private static Reservation reservation(String id) {
        return new Reservation(id, NOW, 0, List.of(ONE));
    }

    private boolean admits(String id) {
        return store.admit(reservation(id)).toCompletableFuture().join() instanceof Admittance.Granted;
    }

    private void settle(String id) {
        store.settle(new Charge(reservation(id), NOW, 0, 0))
                .toCompletableFuture()
                .join();
    }

    @Test
    void asksTheSameStoreAgainAndHoldsItOnce() throws Exception {
        name("again");
        assertThat(admits("a")).isTrue();
        name("later");
        assertThat(admits("a")).isTrue();
        assertThat(admits("b")).isTrue();
        settle("a");
        assertThat(OPENED.get("again").closed).isOne();
    }

    @Test
    void settlesAnExchangeWhereItWasAdmittedAndClosesThatWhenItHoldsNothing() throws Exception {
        name("first");
        assertThat(admits("a")).isTrue();
        assertThat(admits("b")).isFalse();
        name("second");
        assertThat(OPENED.get("first").closed).isZero();
        assertThat(admits("c")).isTrue();
        settle("a");
        assertThat(OPENED.get("first").closed).isEqualTo(1);
        settle("c");
        assertThat(admits("d")).isTrue();
        assertThat(OPENED.get("second").closed).isZero();
        store.close();
        assertThat(OPENED.get("first").closed).isEqualTo(1);
        assertThat(OPENED.get("second").closed).isEqualTo(1);
    }

    @Test
    void keepsTheStoreThatIsInForceWhereItStaysTheSameOrTheNextCannotBeOpened() throws Exception {
        name("same");
        WatchedStore same = OPENED.get("same");
        name("same");
        assertThat(OPENED.get("same")).isSameAs(same);
        assertThatThrownBy(() -> name("broken")).isInstanceOf(NotOpened.class).hasMessage("cannot be opened");
        assertThat(admits("x")).isTrue();
        assertThat(same.closed).isZero();
    }

    @Test
    void goesOnWithWhatItsFileSaysWasSpent(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("limits.json");
        Limit.Spend spend =
                new Limit.Spend("spend", new Budget(BigDecimal.ONE, Budget.Calendar.TOTAL, ZoneOffset.UTC, Scope.KEY));
        store.prepare(Optional.of(new LimitSettings.File(file))).run();
        store.settle(new Charge(new Reservation("a", NOW, 0, List.of(spend)), NOW, 5, 0));
        store.close();
        SwitchedLimitStore next = new SwitchedLimitStore();
        next.prepare(Optional.of(new LimitSettings.File(file))).run();
        assertThat(next.balance(spend, NOW).toCompletableFuture().join().spentPicoUsd())
                .isEqualTo(5);
        next.close();
        Files.writeString(file, "{");
        assertThatThrownBy(() -> new SwitchedLimitStore().prepare(Optional.of(new LimitSettings.File(file))))
                .isInstanceOf(NotOpened.class)
                .hasMessageContaining("limits.json");
    }

    @Test
    void closesWhatWasOpenedForAChangeThatIsNotToBe() throws Exception {
        Runnable unused = store.prepare(Optional.of(new LimitSettings.OfKind("test-limits", Map.of("as", "unwanted"))));
        store.drop();
        assertThat(OPENED.get("unwanted").closed).isEqualTo(1);
    }

    @Test
    void keepsLimitsInThisProcessWhereNothingIsNamed() throws Exception {
        assertThat(admits("m")).isTrue();
        assertThat(admits("n")).isFalse();
        name("later");
        assertThat(admits("o")).isTrue();
        store.prepare(Optional.empty()).run();
        assertThat(admits("p")).as("m runs still").isFalse();
        settle("m");
        assertThat(admits("q")).isTrue();
    }
}
