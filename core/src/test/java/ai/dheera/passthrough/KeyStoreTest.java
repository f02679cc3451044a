/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyStoreTest {

    private static final VirtualKey KEY = VirtualKey.withId("k").build();

    @Test
    void inMemoryFindsAKeyByItsHash() throws Exception {
        KeyStore store = KeyStore.inMemory(Map.of(PresentedKey.sha256("secret"), KEY));
        assertThat(store.find(PresentedKey.of("secret"))).contains(KEY);
        assertThat(store.find(PresentedKey.of("Secret"))).isEmpty();
        assertThat(store.blocking()).isFalse();
    }

    @Test
    void inMemoryKeepsNothingOfWhatItWasMadeFrom() throws Exception {
        Map<String, VirtualKey> keys = new HashMap<>(Map.of(PresentedKey.sha256("secret"), KEY));
        KeyStore store = KeyStore.inMemory(keys);
        keys.clear();
        assertThat(store.find(PresentedKey.of("secret"))).contains(KEY);
    }

    @Test
    void inMemoryRefusesAHashThatNoKeyCanHave() {
        String hash = PresentedKey.sha256("secret");
        for (String wrong : new String[] {"secret", "", hash.toUpperCase(Locale.ROOT), hash + "0", " " + hash}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KeyStore.inMemory(Map.of(wrong, KEY)))
                    .withMessageContaining("'k'")
                    .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("secret"));
        }
    }

    @Test
    void ofNoKeysFindsNone() throws Exception {
        assertThat(KeyStore.none().find(PresentedKey.of("any"))).isEmpty();
    }

    @Test
    void isTakenForBlockingUnlessItSaysOtherwise() {
        KeyStore store = presented -> Optional.empty();
        assertThat(store.blocking()).isTrue();
    }
}
