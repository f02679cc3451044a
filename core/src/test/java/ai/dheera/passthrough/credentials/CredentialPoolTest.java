/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Refusal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CredentialPoolTest {

    private static final int PICKS = 20_000;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1); // a clock that overflows soon
    private final Credential a = credential("a", 1);
    private final Credential b = credential("b", 3);
    private final Credential c = credential("c", 6);

    @Test
    void refusesWhereTheProviderHasNone() {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> pool().pick());
        assertThat(refusal.code()).isEqualTo(ErrorCode.NO_CREDENTIAL);
        assertThat(refusal.text()).contains("'p'");
        assertThat(catchThrowableOfType(Refusal.class, () -> pool().pickFor("key")))
                .isNotNull();
    }

    @Test
    void picksTheOnlyOneWhateverTheProviderAnsweredToIt() {
        CredentialPool pool = pool(a);
        pool.refused(a, 401, Optional.empty());
        assertThat(pool.pick()).isSameAs(a);
        assertThat(pool.other(a)).isEmpty();
    }

    @Test
    void picksEachAsOftenAsItsWeightSays() {
        assertShares(pool(a, b, c)::pick, Map.of("a", 0.1, "b", 0.3, "c", 0.6));
    }

    @Test
    void picksAmongWeightsThatAddUpToMoreThanAnInt() {
        CredentialPool pool = pool(credential("a", Integer.MAX_VALUE), credential("b", Integer.MAX_VALUE));
        assertShares(pool::pick, Map.of("a", 0.5, "b", 0.5));
    }

    @Test
    void leavesOutTheOneThatRests() {
        CredentialPool pool = pool(a, b, c);
        pool.refused(c, 429, Optional.of(Duration.ofSeconds(30)));

        assertShares(pool::pick, Map.of("a", 0.25, "b", 0.75));
        pass(Duration.ofMillis(29_999));
        assertShares(pool::pick, Map.of("a", 0.25, "b", 0.75));
        pass(Duration.ofMillis(1));
        assertShares(pool::pick, Map.of("a", 0.1, "b", 0.3, "c", 0.6));
    }

    @Test
    void letsTheThrottledRestForTenSecondsAndTheRefusedForAMinuteUnlessTold() {
        CredentialPool pool = pool(a, b, c);
        pool.refused(a, 429, Optional.empty());
        pool.refused(b, 401, Optional.empty());

        pass(Duration.ofSeconds(10));
        assertShares(pool::pick, Map.of("a", 1 / 7.0, "c", 6 / 7.0));
        pass(Duration.ofSeconds(50));
        assertShares(pool::pick, Map.of("a", 0.1, "b", 0.3, "c", 0.6));
    }

    @Test
    void letsNoneRestForMoreThanTenMinutes() {
        CredentialPool pool = pool(a, b);
        pool.refused(b, 429, Optional.of(Duration.ofDays(400)));
        pass(Duration.ofMinutes(10));
        assertShares(pool::pick, Map.of("a", 0.25, "b", 0.75));
    }

    @Test
    void picksAmongAllWhereAllRest() {
        CredentialPool pool = pool(a, b);
        pool.refused(a, 403, Optional.empty());
        pool.refused(b, 403, Optional.empty());
        assertShares(pool::pick, Map.of("a", 0.25, "b", 0.75));
    }

    @Test
    void offersAnotherOneThatDoesNotRest() {
        CredentialPool pool = pool(a, b, c);
        assertShares(() -> pool.other(c).orElseThrow(), Map.of("a", 0.25, "b", 0.75));
        pool.refused(a, 429, Optional.empty());
        assertThat(pool.other(c)).contains(b);
        pool.refused(b, 429, Optional.empty());
        assertThat(pool.other(c)).isEmpty();
    }

    @Test
    void givesAKeyAlwaysTheSameOneAndEachKeysAsItsWeightSays() {
        CredentialPool pool = pool(a, b, c);
        Map<String, Long> keys = IntStream.range(0, PICKS)
                .mapToObj(i -> pool.pickFor("key-" + i).id())
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        assertThat(keys.get("a") / (double) PICKS).isCloseTo(0.1, within(0.03));
        assertThat(keys.get("b") / (double) PICKS).isCloseTo(0.3, within(0.03));
        assertThat(pool(c, a, b).pickFor("key-7").id())
                .isEqualTo(pool.pickFor("key-7").id());
    }

    @Test
    void movesOnlyTheKeysOfACredentialThatGoes() {
        CredentialPool all = pool(a, b, c);
        CredentialPool less = pool(a, c);
        for (int i = 0; i < 1_000; i++) {
            Credential before = all.pickFor("key-" + i);
            if (!before.equals(b)) {
                assertThat(less.pickFor("key-" + i)).isSameAs(before);
            }
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static void assertShares(Supplier<Credential> picks, Map<String, Double> shares) {
        Map<String, Long> picked = IntStream.range(0, PICKS)
                .mapToObj(i -> picks.get().id())
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        assertThat(picked).containsOnlyKeys(shares.keySet());
        shares.forEach((id, share) ->
                assertThat(picked.get(id) / (double) PICKS).as(id).isCloseTo(share, within(0.03)));
    }

    private CredentialPool pool(Credential... credentials) {
        Provider provider = Provider.named("p", URI.create("http://x"))
                .credentials(List.of(credentials))
                .build();
        return new CredentialPool(provider, now::get);
    }

    private static Credential credential(String id, int weight) {
        return Credential.apiKey(id, "secret-" + id).withWeight(weight);
    }
}
