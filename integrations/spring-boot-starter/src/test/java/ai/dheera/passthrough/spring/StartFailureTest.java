/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.dheera.passthrough.fixtures.LogCapture;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.springframework.context.annotation.Configuration;

/** What an operator reads of an application that does not start. */
class StartFailureTest {

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @Test
    void theLogSaysWhatIsWrongAndWhatHelpsInAFewWords() {
        try (LogCapture log = LogCapture.of("org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter")) {
            assertThatThrownBy(() -> HostApplication.start(Nothing.class)).isNotNull();
            assertThat(log.events(Level.ERROR, "APPLICATION FAILED TO START"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.message())
                            .contains("The LLM gateway has no providers", "dheera.passthrough.enabled=false"));
        }
    }
}
