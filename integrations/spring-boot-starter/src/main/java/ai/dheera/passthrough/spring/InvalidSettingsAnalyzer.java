/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells of invalid settings as Spring Boot tells why an application does not start. */
final class InvalidSettingsAnalyzer extends AbstractFailureAnalyzer<InvalidSettings> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettings cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.remedy(), cause);
    }
}
