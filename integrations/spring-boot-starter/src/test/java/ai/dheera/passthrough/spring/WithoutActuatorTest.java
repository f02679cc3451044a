/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.fixtures.RawClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application that has nothing of Actuator on its class path. */
@Tag("without-actuator")
@Timeout(60)
class WithoutActuatorTest {

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        KeyStore keys() {
            return KeyStore.none();
        }
    }

    @Test
    void theGatewayIsThereAllTheSame() throws Exception {
        assertThatThrownBy(() -> Class.forName("org.springframework.boot.actuate.endpoint.annotation.Endpoint"))
                .isInstanceOf(ClassNotFoundException.class);
        try (HostApplication application =
                        HostApplication.start(Beans.class, "dheera.passthrough.providers.anthropic.api-key=sk-ant");
                RawClient client = RawClient.connect(application.port())) {
            assertThat(client.get("/llm/anthropic/v1/models", "x-api-key: sk").status())
                    .isEqualTo(401);
        }
    }
}
