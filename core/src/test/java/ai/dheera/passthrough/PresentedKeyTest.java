/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PresentedKeyTest {

    @Test
    void isKnownByTheHashOfItsUtf8() {
        PresentedKey key = PresentedKey.of("abc");
        assertThat(key.sha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(PresentedKey.sha256("é"))
                .isEqualTo("4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c");
        assertThat(key.text()).isEqualTo("abc");
    }

    @Test
    void equalsTheSameKeyOnly() {
        assertThat(PresentedKey.of("abc"))
                .isEqualTo(PresentedKey.of("abc"))
                .hasSameHashCodeAs(PresentedKey.of("abc"))
                .isNotEqualTo(PresentedKey.of("abd"))
                .isNotEqualTo("abc");
    }

    @Test
    void showsTooLittleOfItselfToFindIt() {
        assertThat(PresentedKey.of("abc")).hasToString("key sha256:ba7816bf…");
    }

    @Test
    void isNotEmpty() {
        assertThatIllegalArgumentException().isThrownBy(() -> PresentedKey.of(""));
    }
}
