/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.RateLimit;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.SigningSecret;
import ai.dheera.passthrough.VirtualKey;
import com.google.gson.JsonParser;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyJsonTest {

    private static final VirtualKey FULL = full();

    private static VirtualKey full() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("b", "\u2028\"<é>\u0000");
        tags.put("a", "");
        return VirtualKey.withId("team-a-1")
                .owner("alice")
                .team("team-a")
                .tags(tags)
                .enabled(false)
                .admin(true)
                .expiresAt(Instant.parse("2027-01-01T00:00:00.123Z"))
                .access(new VirtualKey.Access(
                        List.of("anthropic", "openai"),
                        List.of("claude-*"),
                        List.of("POST /v1/messages"),
                        List.of(Network.parse("10.0.0.0/8"), Network.parse("::1"))))
                .limits(new VirtualKey.Limits(
                        List.of(
                                new RateLimit(Scope.KEY, 60, 10_000_000_000L, 10),
                                new RateLimit(Scope.TEAM, 600, 0, 0)),
                        List.of(
                                new Budget(new BigDecimal("10.00"), Budget.Calendar.DAY, ZoneId.of("UTC"), Scope.KEY),
                                new Budget(
                                        new BigDecimal("1000"),
                                        new Budget.Sliding(Duration.ofHours(5)),
                                        ZoneOffset.UTC,
                                        new Scope("tag:a"),
                                        List.of("openai"),
                                        List.of("gpt-*"))),
                        VirtualKey.Limits.Unpriced.REFUSED,
                        Optional.of(new BigDecimal("0.50"))))
                .build();
    }

    @Test
    void everyFieldOfAFullKeyIsWritten() {
        assertThat(KeyJson.json(FULL).keySet()).containsExactlyInAnyOrderElementsOf(KeyJson.FIELDS);
    }

    @Test
    void whatIsWrittenIsReadAsAnEqualKey() throws InvalidKey {
        VirtualKey bare = VirtualKey.withId("x").build();

        assertThat(KeyJson.read(KeyJson.text(FULL), "key")).isEqualTo(FULL);
        assertThat(KeyJson.read(KeyJson.text(bare), "key")).isEqualTo(bare);
        assertThat(KeyJson.text(bare)).isEqualTo("{\"id\":\"x\"}");
        assertThat(KeyJson.text(FULL)).doesNotContain("\n", "\u2028", "\u0000");
    }

    @ParameterizedTest
    @EnumSource(Budget.Calendar.class)
    void everyWindowIsReadAsItWasWritten(Budget.Calendar window) throws InvalidKey {
        Budget budget = new Budget(BigDecimal.ONE, window, ZoneId.of("Asia/Kolkata"), Scope.KEY);
        VirtualKey key = VirtualKey.withId("x")
                .limits(new VirtualKey.Limits(0, 0, 0, List.of(budget)))
                .build();

        assertThat(KeyJson.read(KeyJson.text(key), "key")).isEqualTo(key);
    }

    @Test
    void noSecretIsWrittenAndNoneIsRead() {
        VirtualKey signing = VirtualKey.withId("x")
                .signingSecret(new SigningSecret("hush-4711"))
                .build();
        assertThat(KeyJson.text(signing)).doesNotContain("hush", "signing");

        for (String field : List.of("secret", "sha256", "signingSecret")) {
            assertThat(problems("{\"id\":\"x\",\"" + field + "\":\"hush-4711\"}"))
                    .singleElement()
                    .asString()
                    .startsWith("body: $." + field + ": is not a known field")
                    .doesNotContain("hush");
        }
    }

    @Test
    void everythingThatIsWrongIsToldWithItsPlace() {
        assertThat(problems("{\"id\":\"x\",\"owner\":5,\"budgets\":[{\"usd\":0,\"per\":\"day\"}]}"))
                .containsExactly(
                        "body: $.owner: must be a string", "body: $.budgets[0]: a budget is more than 0 USD, not 0");
        assertThat(problems("{")).singleElement().asString().startsWith("body: $: not JSON: ");
        assertThat(problems("[]")).containsExactly("body: $: must be an object");
        assertThat(problems("{\"id\":\"\"}")).containsExactly("body: $.id: a virtual key needs an id");
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(InvalidKey.class, () -> KeyJson.read(text, "body"))
                .problems();
    }

    @Test
    void aPatchChangesWhatItNamesAndLeavesTheRest() throws InvalidKey {
        VirtualKey changed = KeyPatch.read(
                        "{\"owner\":\"bob\",\"team\":null,\"tags\":{\"a\":null,\"c\":\"3\"},\"enabled\":true,"
                                + "\"budgets\":null,\"rateLimits\":null,\"models\":[\"gpt-*\"],\"requestsPerMinute\":null}",
                        "body")
                .apply(FULL);

        assertThat(changed.owner()).contains("bob");
        assertThat(changed.team()).isEmpty();
        assertThat(changed.tags()).containsOnlyKeys("b", "c");
        assertThat(changed.enabled()).isTrue();
        assertThat(changed.limits().budgets()).isEmpty();
        assertThat(changed.limits().rates()).first().isEqualTo(new RateLimit(Scope.KEY, 0, 10_000_000_000L, 10));
        assertThat(changed.access().models()).containsExactly("gpt-*");
        assertThat(changed.access().networks()).isEqualTo(FULL.access().networks());
        assertThat(changed.id()).isEqualTo(FULL.id());
    }

    @Test
    void aPatchThatSaysNothingChangesNothing() throws InvalidKey {
        VirtualKey signing =
                FULL.toBuilder().signingSecret(new SigningSecret("hush-4711")).build();
        assertThat(KeyPatch.read("{}", "body").apply(signing)).isEqualTo(signing);
        assertThat(FULL.toBuilder().build()).isEqualTo(FULL);
    }

    @Test
    void aPatchIsCheckedBeforeItIsApplied() {
        assertThat(patchProblems("{\"id\":\"y\"}"))
                .singleElement()
                .asString()
                .startsWith("body: $.id: is not a known field; these are: admin, ");
        assertThat(patchProblems("{\"ownr\":null}")).singleElement().asString().startsWith("body: $.ownr: ");
        assertThat(patchProblems("{\"owner\":\"a\",\"owner\":\"b\"}"))
                .containsExactly("body: $.owner: is there twice; leave one");
        assertThat(patchProblems("5")).containsExactly("body: $: must be an object");
    }

    @Test
    void aPatchThatMakesAnImpossibleKeyIsRefused() throws InvalidKey {
        KeyPatch values = KeyPatch.read("{\"networks\":[\"localhost\"],\"models\":[null]}", "body");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.apply(FULL))
                .withMessage("body: $.models[0]: must be a string" + System.lineSeparator()
                        + "body: $.networks[0]: 'localhost' is not an IP address");
        VirtualKey ofTeam = VirtualKey.withId("x")
                .team("t")
                .limits(new VirtualKey.Limits(List.of(new RateLimit(Scope.TEAM, 60, 0, 0)), List.of()))
                .build();
        KeyPatch withoutTeam = KeyPatch.read("{\"team\":null}", "body");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withoutTeam.apply(ofTeam))
                .withMessageContaining("a limit has scope team");
        KeyPatch ofBudget = KeyPatch.read("{\"budgets\":[{\"usd\":1,\"per\":\"day\",\"scope\":\"team\"}]}", "body");
        assertThat(ofBudget.apply(ofTeam).limits().budgets()).hasSize(1);
    }

    private static List<String> patchProblems(String text) {
        return catchThrowableOfType(InvalidKey.class, () -> KeyPatch.read(text, "body"))
                .problems();
    }

    @Test
    void numbersAreWrittenAsNumbers() {
        assertThat(JsonParser.parseString(KeyJson.text(FULL))
                        .getAsJsonObject()
                        .get("tokensPerMinute")
                        .getAsLong())
                .isEqualTo(10_000_000_000L);
    }
}
