/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.SigningSecret;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import ai.dheera.passthrough.keys.AuditEntry.Action;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of issued keys has to do. A test of a store extends this, and opens it. */
public abstract class KeyStoreContract {

    protected static final Instant NOW = Instant.parse("2026-06-01T00:00:00.123Z");

    /** What the audit log was told. */
    protected final List<AuditEntry> told = new CopyOnWriteArrayList<>();

    private Instant now = NOW;
    private IssuingKeyStore store;

    /** {@return a store that has no keys yet} */
    protected abstract IssuingKeyStore open(AuditLog audit, InstantSource clock) throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open(told::add, () -> now);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    protected final IssuedKey issue(String id) throws Exception {
        return store.issue(VirtualKey.withId(id).build(), "me").orElseThrow();
    }

    protected final Optional<VirtualKey> find(KeySecret secret) throws Exception {
        return store.find(PresentedKey.of(secret.text()));
    }

    @Test
    void anIssuedKeyIsFoundByItsSecretAsItWasIssued() throws Exception {
        VirtualKey key = VirtualKey.withId("team-a-1")
                .owner("Ann")
                .team("team-a")
                .tags(Map.of("app", "\u0000\"é漢\uD83D\uDE00"))
                .limits(new Limits(
                        60, 0, 0, List.of(new Budget(BigDecimal.TEN, Budget.Calendar.DAY, ZoneOffset.UTC, Scope.TEAM))))
                .build();
        IssuedKey issued = store.issue(key, "me").orElseThrow();
        String secret = issued.secret().text();

        assertThat(secret).matches("sk-dheera-[0-9a-f]{64}");
        assertThat(issued.toString()).doesNotContain(secret);
        assertThat(find(issued.secret())).contains(key);
        assertThat(store.find(PresentedKey.of(secret + "x"))).isEmpty();
        assertThat(store.find(PresentedKey.of("team-a-1"))).isEmpty();
        assertThat(store.find("team-a-1")).contains(new KeptKey(key, NOW, NOW, Optional.empty()));
    }

    @Test
    void anIdIsTakenOnceAndIdsAreToldApartByCase() throws Exception {
        KeySecret first = issue("a").secret();

        assertThat(store.issue(VirtualKey.withId("a").owner("thief").build(), "me"))
                .isEmpty();
        assertThat(store.issue(VirtualKey.withId("A").build(), "me")).isPresent();
        assertThat(find(first).orElseThrow().owner()).isEmpty();
        assertThat(told).hasSize(2);
    }

    @Test
    void keysAreListedInPagesByOwnerAndTeam() throws Exception {
        for (String id : List.of("b", "a", "B", "a.1", "a-1")) {
            String owner = id.startsWith("a") ? "ann" : "bob";
            store.issue(VirtualKey.withId(id).owner(owner).team("t").build(), "me");
        }
        List<String> all = ids(KeyQuery.first(10));

        assertThat(all).containsExactlyInAnyOrder("B", "a", "a-1", "a.1", "b");
        assertThat(ids(KeyQuery.first(2))).isEqualTo(all.subList(0, 2));
        assertThat(ids(new KeyQuery(Optional.empty(), Optional.of("t"), Optional.of(all.get(1)), 10)))
                .isEqualTo(all.subList(2, 5));
        assertThat(ids(new KeyQuery(Optional.of("ann"), Optional.of("t"), Optional.empty(), 10)))
                .containsExactlyInAnyOrder("a", "a-1", "a.1");
        assertThat(ids(new KeyQuery(Optional.of("' OR 1=1 --"), Optional.empty(), Optional.empty(), 10)))
                .isEmpty();
    }

    private List<String> ids(KeyQuery query) throws Exception {
        return store.list(query).stream().map(kept -> kept.key().id()).toList();
    }

    @Test
    void aFormerSecretGoesOnForTheOverlapAndIsThenToldToBeOver() throws Exception {
        KeySecret first = issue("a").secret();
        IssuedKey rotated = store.rotate("a", Duration.ofHours(1), "me").orElseThrow();

        assertThat(find(rotated.secret()).orElseThrow().expiresAt()).isEmpty();
        assertThat(find(first).orElseThrow().expiresAt()).contains(NOW.plusSeconds(3600));
        assertThat(rotated.kept().formerSecretsUntil()).contains(NOW.plusSeconds(3600));
        now = NOW.plusSeconds(3600);
        assertThat(store.find("a").orElseThrow().formerSecretsUntil()).isEmpty();
        assertThat(store.find("a").orElseThrow().changedAt()).isEqualTo(NOW);
    }

    @Test
    void aFormerSecretIsForgottenAtTheFirstRotationAMonthAfterItsEnd() throws Exception {
        KeySecret first = issue("a").secret();
        store.rotate("a", Duration.ZERO, "me");
        now = NOW.plus(Duration.ofDays(30));
        store.rotate("a", Duration.ZERO, "me");
        assertThat(find(first)).isPresent();
        now = now.plusMillis(1);
        store.rotate("a", Duration.ZERO, "me");
        assertThat(find(first)).isEmpty();
    }

    @Test
    void aRotationEndsFormerSecretsAndProlongsNone() throws Exception {
        KeySecret first = issue("a").secret();
        KeySecret second =
                store.rotate("a", Duration.ofHours(1), "me").orElseThrow().secret();
        KeySecret third =
                store.rotate("a", Duration.ofHours(5), "me").orElseThrow().secret();

        assertThat(find(first).orElseThrow().expiresAt()).contains(NOW.plusSeconds(3600));
        assertThat(find(second).orElseThrow().expiresAt()).contains(NOW.plusSeconds(5 * 3600));
        store.rotate("a", Duration.ZERO, "me");
        for (KeySecret former : List.of(first, second, third)) {
            assertThat(find(former).orElseThrow().expiresAt()).contains(NOW);
        }
    }

    @Test
    void aKeyThatExpiresBeforeTheOverlapExpiresThen() throws Exception {
        VirtualKey key = VirtualKey.withId("a").expiresAt(NOW.plusSeconds(60)).build();
        KeySecret first = store.issue(key, "me").orElseThrow().secret();
        store.rotate("a", Duration.ofHours(1), "me");

        assertThat(find(first)).contains(key);
    }

    @Test
    void aDeletedKeyAndItsSecretsAreGone() throws Exception {
        KeySecret first = issue("a").secret();
        KeySecret second =
                store.rotate("a", Duration.ofHours(1), "me").orElseThrow().secret();

        assertThat(store.delete("a", "me")).isTrue();
        assertThat(store.delete("a", "me")).isFalse();
        assertThat(find(first)).isEmpty();
        assertThat(find(second)).isEmpty();
        assertThat(issue("a").secret()).isNotEqualTo(first);
        assertThat(find(first)).isEmpty();
    }

    @Test
    void ofAKeyThatIsNotThereNothingIsDone() throws Exception {
        assertThat(store.find("a")).isEmpty();
        assertThat(store.change("a", key -> key, "me")).isEmpty();
        assertThat(store.rotate("a", Duration.ZERO, "me")).isEmpty();
        assertThat(store.delete("a", "me")).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void whatIsDoneIsToldToTheAuditLogWithWhoDidIt() throws Exception {
        KeySecret secret = issue("a").secret();
        store.change("a", KeyPatch.read("{\"owner\":\"bob\"}", "patch"), "key:boss");
        store.change("a", key -> key, "key:boss"); // no change
        store.enable("a", false, "key:boss");
        store.enable("a", true, "key:boss");
        KeySecret next =
                store.rotate("a", Duration.ZERO, "command line").orElseThrow().secret();
        store.delete("a", "command line");
        AuditEntry budget = new AuditEntry(NOW, "key:boss", Action.RESET_BUDGET, "b", "{}");
        store.audit().record(budget);

        assertThat(told)
                .containsExactly(
                        new AuditEntry(NOW, "me", Action.ISSUE, "a", "{\"id\":\"a\"}"),
                        new AuditEntry(
                                NOW, "key:boss", Action.CHANGE, "a", "{\"owner\":{\"from\":null,\"to\":\"bob\"}}"),
                        new AuditEntry(
                                NOW, "key:boss", Action.DISABLE, "a", "{\"enabled\":{\"from\":null,\"to\":false}}"),
                        new AuditEntry(
                                NOW, "key:boss", Action.ENABLE, "a", "{\"enabled\":{\"from\":false,\"to\":null}}"),
                        new AuditEntry(
                                NOW, "command line", Action.ROTATE, "a", "{\"until\":\"2026-06-01T00:00:00.123Z\"}"),
                        new AuditEntry(NOW, "command line", Action.DELETE, "a", "{\"id\":\"a\",\"owner\":\"bob\"}"),
                        budget);
        assertThat(told.toString()).doesNotContain(secret.text(), next.text(), secret.sha256(), next.sha256());
    }

    @Test
    void whatCannotBeIssuedIsRefusedAndLeavesNothingBehind() throws Exception {
        KeySecret secret = issue("a").secret();
        VirtualKey.Builder b = VirtualKey.withId("b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.issue(
                        b.signingSecret(new SigningSecret("hush-4711")).build(), "me"))
                .withMessageContaining("signing secret")
                .withMessageNotContaining("hush");
        for (VirtualKey impossible : List.of(
                VirtualKey.withId("../a").build(),
                VirtualKey.withId("a".repeat(129)).build(),
                VirtualKey.withId("b").owner("o".repeat(256)).build(),
                VirtualKey.withId("b").team("t\u0000").build(),
                VirtualKey.withId("b").tags(Map.of("t", "x".repeat(70_000))).build())) {
            assertThatIllegalArgumentException().isThrownBy(() -> store.issue(impossible, "me"));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> store.change("a", key -> VirtualKey.withId("b").build(), "me"));
        assertThatIllegalArgumentException().isThrownBy(() -> store.rotate("a", Duration.ofSeconds(-1), "me"));
        assertThatIllegalArgumentException().isThrownBy(() -> store.rotate("a", Duration.ofDays(367), "me"));

        assertThat(told).hasSize(1);
        assertThat(ids(KeyQuery.first(10))).containsExactly("a");
        assertThat(find(secret)).contains(VirtualKey.withId("a").build());
    }

    @Test
    void changesMadeAtTheSameTimeAreAllMade() throws Exception {
        issue("a");
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Optional<KeptKey>>> changes = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                KeyPatch patch = KeyPatch.read("{\"tags\":{\"t" + i + "\":\"x\"}}", "patch");
                changes.add(() -> store.change("a", patch, "me"));
            }
            for (Future<Optional<KeptKey>> done : threads.invokeAll(changes)) {
                assertThat(done.get()).isPresent();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.find("a").orElseThrow().key().tags()).hasSize(60);
        assertThat(told).hasSize(61);
    }
}
