/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.dheera.passthrough.Credential.Placement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {

    @Test
    void isPlacedAsItsProviderSaysUnlessItSaysOtherwise() {
        Credential credential = Credential.apiKey("main", "sk-1").withWeight(3);
        assertThat(credential.placement()).isEmpty();
        assertThat(credential.at(Placement.query("k")).placement()).contains(Placement.query("k"));
        assertThat(credential.at(Placement.query("k")).weight()).isEqualTo(3);
        assertThat(credential.at(Placement.query("k")).secret()).isEqualTo("sk-1");
    }

    @Test
    void forBasicAuthenticationIsTheBase64OfBothParts() {
        Credential credential = Credential.basic("main", "Aladdin", "open sesame");
        assertThat(credential.secret()).isEqualTo("QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assertThat(credential.placement()).contains(Placement.header("Authorization", "Basic "));
        assertThat(Credential.basic("main", "é", "").secret()).isEqualTo("w6k6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "hidden-word\n", "hidden-word\r\nHost: x", "hidden\0word", " hidden-word", "hidden-wörd"})
    void refusesASecretThatNoHeaderFieldCanCarryAndDoesNotRepeatIt(String secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credential.apiKey("main", secret))
                .withMessageContaining("'main'")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("hidden"));
    }

    @Test
    void refusesAUserNameThatHoldsAColonAndDoesNotRepeatIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credential.basic("main", "hidden:word", "x"))
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("hidden"));
    }

    @Test
    void needsAnIdAndAWeight() {
        assertThatIllegalArgumentException().isThrownBy(() -> Credential.apiKey("", "x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credential.apiKey("a", "x").withWeight(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "a=b", "a/b", "é"})
    void standsInAFieldOrParameterThatHasAName(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Placement.header(name, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> Placement.query(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a&b", "a#b", "a%62", "a+b"})
    void standsInNoParameterWhoseNameMeansSomethingElse(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Placement.query(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer\r\nX: ", "\0", "Bäarer "})
    void standsBehindAPrefixThatStaysOnItsLine(String prefix) {
        assertThatIllegalArgumentException().isThrownBy(() -> Placement.header("Authorization", prefix));
    }

    @Test
    void showsNoSecret() {
        assertThat(Credential.apiKey("main", "hidden-word")).hasToString("credential main");
    }
}
