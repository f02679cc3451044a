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
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CredentialPickerTest {

    @Test
    void refusesWhereTheProviderHasNone() {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> CredentialPicker.pick(provider()));
        assertThat(refusal.code()).isEqualTo(ErrorCode.NO_CREDENTIAL);
        assertThat(refusal.text()).contains("'p'");
    }

    @Test
    void picksTheOnlyOne() {
        Credential only = credential("a", 5);
        assertThat(CredentialPicker.pick(provider(only))).isSameAs(only);
    }

    @Test
    void picksEachAsOftenAsItsWeightSays() {
        Provider provider = provider(credential("a", 1), credential("b", 3), credential("c", 6));
        int picks = 20_000;
        Map<String, Long> picked = IntStream.range(0, picks)
                .mapToObj(i -> CredentialPicker.pick(provider).id())
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        assertThat(picked.get("a") / (double) picks).isCloseTo(0.1, within(0.03));
        assertThat(picked.get("b") / (double) picks).isCloseTo(0.3, within(0.03));
        assertThat(picked.get("c") / (double) picks).isCloseTo(0.6, within(0.03));
    }

    @Test
    void picksAmongWeightsThatAddUpToMoreThanAnInt() {
        Provider provider = provider(credential("a", Integer.MAX_VALUE), credential("b", Integer.MAX_VALUE));
        assertThat(IntStream.range(0, 200)
                        .mapToObj(i -> CredentialPicker.pick(provider).id())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("a", "b");
    }

    private static Credential credential(String id, int weight) {
        return Credential.apiKey(id, "secret-" + id).withWeight(weight);
    }

    private static Provider provider(Credential... credentials) {
        return Provider.named("p", URI.create("http://x"))
                .credentials(List.of(credentials))
                .build();
    }
}
