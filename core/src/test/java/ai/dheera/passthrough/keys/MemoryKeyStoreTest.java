/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.VirtualKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryKeyStoreTest extends KeyStoreContract {

    @Override
    protected IssuingKeyStore open(AuditLog audit, InstantSource clock) {
        return IssuingKeyStore.inMemory(audit, clock);
    }

    @Test
    void listenersHearOfEachChangeAtOnce() throws Exception {
        IssuingKeyStore store = IssuingKeyStore.inMemory(entry -> {}, InstantSource.system());
        List<String> heard = new ArrayList<>();
        Runnable end = store.onChange(new KeyStore.Listener() {
            @Override
            public void keyChanged(String keyId) {
                heard.add(keyId);
            }

            @Override
            public void keysChanged() {
                heard.add("all");
            }
        });
        store.issue(VirtualKey.withId("a").build(), "me");
        store.enable("a", false, "me");
        store.enable("a", false, "me"); // no change
        store.rotate("a", Duration.ZERO, "me");
        store.delete("a", "me");
        assertThat(heard).containsExactly("a", "a", "a", "a");
        end.run();
        store.issue(VirtualKey.withId("b").build(), "me");
        assertThat(heard).hasSize(4);
    }
}
