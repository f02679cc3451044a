/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Access;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GatekeeperTest {

    private static final Provider PROVIDER =
            Provider.named("anthropic", URI.create("http://x")).build();

    @Test
    void letsAKeyWithoutListsEverywhere() {
        assertThatCode(() -> check(Access.ALL, "POST", "/v1/messages", "not even an address"))
                .doesNotThrowAnyException();
    }

    @Test
    void keepsAKeyToItsProviders() {
        assertThatCode(() -> check(providers("openai", "anthropic"))).doesNotThrowAnyException();
        assertThat(refusal(providers("openai"), "POST", "/v1/messages", "10.0.0.1"))
                .isEqualTo(ErrorCode.PROVIDER_NOT_ALLOWED);
        assertThat(refusal(providers("Anthropic"), "POST", "/v1/messages", "10.0.0.1"))
                .isEqualTo(ErrorCode.PROVIDER_NOT_ALLOWED);
        assertThat(refusal(providers("*"), "POST", "/v1/messages", "10.0.0.1"))
                .isEqualTo(ErrorCode.PROVIDER_NOT_ALLOWED);
    }

    @Test
    void keepsAKeyToItsRoutes() {
        Access access = new Access(List.of(), List.of(), List.of("POST /v1/messages", "GET /v1/models*"), List.of());
        assertThatCode(() -> check(access, "POST", "/v1/messages", "")).doesNotThrowAnyException();
        assertThatCode(() -> check(access, "GET", "/v1/models/x", "")).doesNotThrowAnyException();
        assertThat(refusal(access, "GET", "/v1/messages", "")).isEqualTo(ErrorCode.ROUTE_NOT_ALLOWED);
        assertThat(refusal(access, "post", "/v1/messages", "")).isEqualTo(ErrorCode.ROUTE_NOT_ALLOWED);
        assertThat(refusal(access, "POST", "/v1/messages/batches", "")).isEqualTo(ErrorCode.ROUTE_NOT_ALLOWED);
        assertThat(refusal(access, "POST", "/v1/m%65ssages", "")).isEqualTo(ErrorCode.ROUTE_NOT_ALLOWED);
        assertThat(refusal(access, "DELETE", "/v1/models/x", "")).isEqualTo(ErrorCode.ROUTE_NOT_ALLOWED);
    }

    @Test
    void keepsAKeyToItsNetworks() {
        Access access =
                new Access(List.of(), List.of(), List.of(), List.of(Network.parse("10.0.0.0/8"), Network.parse("::1")));
        assertThatCode(() -> check(access, "GET", "/", "10.1.1.1")).doesNotThrowAnyException();
        assertThatCode(() -> check(access, "GET", "/", "::ffff:10.1.1.1")).doesNotThrowAnyException();
        assertThatCode(() -> check(access, "GET", "/", "0:0:0:0:0:0:0:1")).doesNotThrowAnyException();
        assertThat(refusal(access, "GET", "/", "11.1.1.1")).isEqualTo(ErrorCode.NETWORK_NOT_ALLOWED);
        assertThat(refusal(access, "GET", "/", "")).isEqualTo(ErrorCode.NETWORK_NOT_ALLOWED);
        assertThat(refusal(access, "GET", "/", "unix:/socket")).isEqualTo(ErrorCode.NETWORK_NOT_ALLOWED);
    }

    @Test
    void keepsAKeyToItsModels() {
        VirtualKey key = key(new Access(List.of(), List.of("claude-*", "gpt-5"), List.of(), List.of()));
        assertThatCode(() -> Gatekeeper.checkModel(key, Optional.of("claude-x")))
                .doesNotThrowAnyException();
        assertThatCode(() -> Gatekeeper.checkModel(key, Optional.of("gpt-5"))).doesNotThrowAnyException();
        for (Optional<String> model : List.of(
                Optional.of("gpt-5-mini"), Optional.of("Claude-x"), Optional.of(""), Optional.<String>empty())) {
            Refusal refusal = catchThrowableOfType(Refusal.class, () -> Gatekeeper.checkModel(key, model));
            assertThat(refusal).as("%s", model).isNotNull();
            assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
        }
    }

    @Test
    void refusesAModelThatCannotBeToldAlsoWhereEveryNameIsAllowed() {
        VirtualKey key = key(new Access(List.of(), List.of("*"), List.of(), List.of()));
        assertThat(catchThrowableOfType(Refusal.class, () -> Gatekeeper.checkModel(key, Optional.empty())))
                .isNotNull();
    }

    @Test
    void saysWhichKeyMayNotDoWhat() {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> check(providers("openai")));
        assertThat(refusal.text()).contains("'team-a-1'").contains("'anthropic'");
    }

    private static Access providers(String... names) {
        return new Access(List.of(names), List.of(), List.of(), List.of());
    }

    private static void check(Access access) {
        check(access, "POST", "/v1/messages", "10.0.0.1");
    }

    private static void check(Access access, String method, String path, String address) {
        Gatekeeper.check(key(access), PROVIDER, method, path, address);
    }

    private static ErrorCode refusal(Access access, String method, String path, String address) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> check(access, method, path, address));
        assertThat(refusal).isNotNull();
        return refusal.code();
    }

    private static VirtualKey key(Access access) {
        return VirtualKey.withId("team-a-1").access(access).build();
    }
}
