/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.HttpHead;
import java.util.Optional;

/** Finds the usage record of an answer by its name: a record may come after its answer, and after another's. */
final class Records {

    private Records() {}

    static UsageRecord of(HttpHead answer, MountedGateway gateway) {
        String id = answer.first("x-dheera-request-id")
                .orElseThrow(() -> new AssertionError("an answer without a name: " + answer.raw()));
        return await().atMost(MountedGateway.SOON)
                .until(() -> find(id, gateway), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<UsageRecord> find(String id, MountedGateway gateway) {
        return gateway.records.stream()
                .filter(record -> record.requestId().equals(id))
                .findFirst();
    }
}
