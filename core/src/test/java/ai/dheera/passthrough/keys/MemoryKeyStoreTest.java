/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.SigningSecret;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.keys.AuditEntry.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryKeyStoreTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private final List<AuditEntry> audited = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Instant now = NOW;
    private final IssuingKeyStore store = IssuingKeyStore.inMemory(audited::add, () -> now);

    @Test
    void anIssuedKeyIsFoundByItsSecretAlone() throws Exception {
        IssuedKey issued = issue("a");

        assertThat(issued.secret().text()).matches("sk-dheera-[0-9a-f]{64}");
        assertThat(find(issued.secret())).contains(issued.kept().key());
        assertThat(store.find(PresentedKey.of("a"))).isEmpty();
        assertThat(issued.toString()).doesNotContain(issued.secret().text());
    }

    @Test
    void anIdIsTakenOnce() throws Exception {
        IssuedKey first = issue("a");

        assertThat(store.issue(VirtualKey.withId("a").build(), "me")).isEmpty();
        assertThat(find(first.secret())).isPresent();
        assertThat(audited).hasSize(1);
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
    void aRotationWithoutOverlapEndsAllFormerSecrets() throws Exception {
        KeySecret first = issue("a").secret();
        KeySecret second =
                store.rotate("a", Duration.ofHours(1), "me").orElseThrow().secret();
        store.rotate("a", Duration.ZERO, "me");

        assertThat(find(first).orElseThrow().expiresAt()).contains(NOW);
        assertThat(find(second).orElseThrow().expiresAt()).contains(NOW);
    }

    @Test
    void aRotationProlongsNoFormerSecret() throws Exception {
        KeySecret first = issue("a").secret();
        store.rotate("a", Duration.ofHours(1), "me");
        store.rotate("a", Duration.ofHours(5), "me");

        assertThat(find(first).orElseThrow().expiresAt()).contains(NOW.plusSeconds(3600));
    }

    @Test
    void aKeyThatExpiresBeforeTheOverlapExpiresThen() throws Exception {
        VirtualKey key = VirtualKey.withId("a").expiresAt(NOW.plusSeconds(60)).build();
        KeySecret first = store.issue(key, "me").orElseThrow().secret();
        store.rotate("a", Duration.ofHours(1), "me");

        assertThat(find(first)).contains(key);
    }

    @Test
    void whatIsDoneIsAuditedAndToldToListeners() throws Exception {
        Runnable end = store.onChange(new KeyStore.Listener() {
            @Override
            public void keyChanged(String keyId) {
                told.add(keyId);
            }

            @Override
            public void keysChanged() {
                told.add("all");
            }
        });
        KeySecret secret = issue("a").secret();
        store.change("a", KeyPatch.read("{\"owner\":\"bob\"}", "patch"), "key:boss");
        store.change("a", key -> key, "key:boss"); // no change
        store.enable("a", false, "key:boss");
        store.enable("a", true, "key:boss");
        KeySecret next = store.rotate("a", Duration.ZERO, "me").orElseThrow().secret();
        assertThat(store.delete("a", "me")).isTrue();
        end.run();
        issue("b");

        assertThat(audited)
                .extracting(AuditEntry::action)
                .containsExactly(
                        Action.ISSUE,
                        Action.CHANGE,
                        Action.DISABLE,
                        Action.ENABLE,
                        Action.ROTATE,
                        Action.DELETE,
                        Action.ISSUE);
        assertThat(audited.get(1))
                .isEqualTo(new AuditEntry(
                        NOW, "key:boss", Action.CHANGE, "a", "{\"owner\":{\"from\":null,\"to\":\"bob\"}}"));
        assertThat(audited.get(4).details()).isEqualTo("{\"until\":\"2026-06-01T00:00:00Z\"}");
        assertThat(audited.get(5).details()).isEqualTo("{\"id\":\"a\",\"owner\":\"bob\"}");
        assertThat(told).containsExactly("a", "a", "a", "a", "a", "a");
        assertThat(audited.toString()).doesNotContain(secret.text(), next.text(), secret.sha256(), next.sha256());
    }

    @Test
    void ofAKeyThatIsNotThereNothingIsDone() throws Exception {
        assertThat(store.find("a")).isEmpty();
        assertThat(store.change("a", key -> key, "me")).isEmpty();
        assertThat(store.rotate("a", Duration.ZERO, "me")).isEmpty();
        assertThat(store.delete("a", "me")).isFalse();
        assertThat(audited).isEmpty();
    }

    @Test
    void keysAreListedInPagesByOwnerAndTeam() throws Exception {
        for (int i = 0; i < 5; i++) {
            store.issue(
                    VirtualKey.withId("k" + i)
                            .owner(i % 2 == 0 ? "even" : "odd")
                            .team("t")
                            .build(),
                    "me");
        }
        assertThat(ids(KeyQuery.first(2))).containsExactly("k0", "k1");
        assertThat(ids(new KeyQuery(Optional.empty(), Optional.of("t"), Optional.of("k1"), 10)))
                .containsExactly("k2", "k3", "k4");
        assertThat(ids(new KeyQuery(Optional.of("odd"), Optional.empty(), Optional.empty(), 10)))
                .containsExactly("k1", "k3");
        assertThatIllegalArgumentException().isThrownBy(() -> KeyQuery.first(1001));
        assertThatIllegalArgumentException().isThrownBy(() -> KeyQuery.first(0));
    }

    private List<String> ids(KeyQuery query) throws Exception {
        return store.list(query).stream().map(kept -> kept.key().id()).toList();
    }

    @Test
    void whatCannotBeIssuedIsRefused() throws Exception {
        issue("a");
        VirtualKey signing = VirtualKey.withId("b")
                .signingSecret(new SigningSecret("hush-4711"))
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.issue(signing, "me"))
                .withMessageContaining("signing secret")
                .withMessageNotContaining("hush");
        assertThatIllegalArgumentException().isThrownBy(() -> issue("../a"));
        assertThatIllegalArgumentException().isThrownBy(() -> issue("a".repeat(129)));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> store.change("a", key -> VirtualKey.withId("b").build(), "me"));
        assertThatIllegalArgumentException().isThrownBy(() -> store.rotate("a", Duration.ofSeconds(-1), "me"));
        assertThatIllegalArgumentException().isThrownBy(() -> store.rotate("a", Duration.ofDays(367), "me"));
        assertThat(audited).hasSize(1);
        assertThat(KeyId.checked(KeyId.random())).startsWith("key-");
    }

    private IssuedKey issue(String id) throws Exception {
        return store.issue(VirtualKey.withId(id).build(), "me").orElseThrow();
    }

    private Optional<VirtualKey> find(KeySecret secret) throws Exception {
        return store.find(PresentedKey.of(secret.text()));
    }
}
