/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.UsageRecord.Pricing;
import ai.dheera.passthrough.UsageRecord.UsageSource;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A usage record for a test: of an exchange of which all is known, or nothing. */
public final class UsageSketch {

    private String requestId = "dpt_1";
    private String owner = "alice";
    private Map<String, String> tags = Map.of("app", "chat");
    private String path = "/anthropic/v1/messages?beta=true";
    private String model = "claude-x";
    private Outcome outcome = Outcome.COMPLETED;
    private Optional<BigDecimal> cost = Optional.of(new BigDecimal("0.0120"));

    private UsageSketch() {}

    public static UsageSketch record() {
        return new UsageSketch();
    }

    public UsageSketch requestId(String id) {
        requestId = id;
        return this;
    }

    public UsageSketch owner(String name) {
        owner = name;
        return this;
    }

    public UsageSketch tags(Map<String, String> all) {
        tags = all;
        return this;
    }

    public UsageSketch path(String raw) {
        path = raw;
        return this;
    }

    public UsageSketch model(String name) {
        model = name;
        return this;
    }

    public UsageSketch cost(String usd) {
        cost = Optional.of(new BigDecimal(usd));
        return this;
    }

    public UsageSketch outcome(Outcome how) {
        outcome = how;
        return this;
    }

    public UsageRecord build() {
        return new UsageRecord(
                requestId,
                Instant.parse("2026-11-22T10:00:00.123456Z"),
                OptionalLong.of(12),
                345,
                Optional.of("key-1"),
                Optional.of(owner),
                Optional.of("team-a"),
                tags,
                Optional.of("anthropic"),
                Optional.of("/v1/messages"),
                "POST",
                path,
                Optional.of(model),
                Optional.of("claude-x-1"),
                200,
                outcome,
                Optional.empty(),
                true,
                67,
                890,
                Map.of("input_tokens", BigDecimal.valueOf(5)),
                UsageSource.REPORTED,
                cost,
                Pricing.PRICED,
                Optional.of("main"),
                1,
                Optional.of("req_9"),
                "127.0.0.1");
    }

    /** Of a request that was refused before anything was known of it. */
    public static UsageRecord ofNothing() {
        return new UsageRecord(
                "dpt_0",
                Instant.EPOCH,
                OptionalLong.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                "GET",
                "/",
                Optional.empty(),
                Optional.empty(),
                0,
                Outcome.CLIENT_ABORTED,
                Optional.of(ErrorCode.INVALID_KEY),
                false,
                0,
                0,
                Map.of(),
                UsageSource.NONE,
                Optional.empty(),
                Pricing.UNPRICED,
                Optional.empty(),
                0,
                Optional.empty(),
                "::1");
    }
}
