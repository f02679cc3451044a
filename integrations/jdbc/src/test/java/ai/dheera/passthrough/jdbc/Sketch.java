/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageRecord.Pricing;
import ai.dheera.passthrough.UsageRecord.UsageSource;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** Usage records to be written. Used by one thread. */
final class Sketch {

    static final Instant STARTED = Instant.parse("2026-11-22T23:59:59.9996Z");

    private static final AtomicLong COUNT = new AtomicLong();

    private String requestId = "dpt_" + COUNT.incrementAndGet();
    private Instant startedAt = STARTED;
    private Optional<String> key = Optional.of("key-1");
    private Optional<String> owner = Optional.of("alice");
    private Optional<String> team = Optional.of("team-a");
    private Map<String, String> tags = Map.of("app", "chat");
    private Optional<String> provider = Optional.of("anthropic");
    private String path = "/anthropic/v1/messages?beta=true";
    private Optional<String> model = Optional.of("claude-x");
    private Optional<String> servedModel = Optional.of("claude-x-1");
    private Map<String, BigDecimal> usage = units();
    private Optional<BigDecimal> cost = Optional.of(new BigDecimal("0.0120"));
    private Pricing pricing = Pricing.PRICED;

    static Sketch record() {
        return new Sketch();
    }

    private static Map<String, BigDecimal> units() {
        Map<String, BigDecimal> units = new LinkedHashMap<>();
        units.put("input_tokens", BigDecimal.valueOf(1_200));
        units.put("cache_read_tokens", BigDecimal.valueOf(800));
        units.put("cache_write_tokens", BigDecimal.valueOf(100));
        units.put("output_tokens", BigDecimal.valueOf(34));
        units.put("output_reasoning_tokens", BigDecimal.valueOf(12));
        units.put("input_audio_seconds", new BigDecimal("1.234567"));
        return units;
    }

    Sketch requestId(String id) {
        requestId = id;
        return this;
    }

    Sketch startedAt(Instant instant) {
        startedAt = instant;
        return this;
    }

    Sketch startedAt(String instant) {
        return startedAt(Instant.parse(instant));
    }

    Sketch key(String id) {
        key = Optional.of(id);
        return this;
    }

    Sketch owner(String name) {
        owner = Optional.of(name);
        return this;
    }

    Sketch team(String name) {
        team = Optional.of(name);
        return this;
    }

    Sketch withoutTeam() {
        team = Optional.empty();
        return this;
    }

    Sketch tags(Map<String, String> all) {
        tags = all;
        return this;
    }

    Sketch provider(String name) {
        provider = Optional.of(name);
        return this;
    }

    Sketch path(String raw) {
        path = raw;
        return this;
    }

    Sketch models(String asked, String answered) {
        model = Optional.ofNullable(asked);
        servedModel = Optional.ofNullable(answered);
        return this;
    }

    Sketch usage(Map<String, BigDecimal> units) {
        usage = units;
        return this;
    }

    Sketch tokens(long in, long out) {
        return usage(Map.of("input_tokens", BigDecimal.valueOf(in), "output_tokens", BigDecimal.valueOf(out)));
    }

    Sketch cost(String usd) {
        cost = Optional.of(new BigDecimal(usd));
        return this;
    }

    Sketch unpriced() {
        cost = Optional.empty();
        pricing = Pricing.UNPRICED;
        return this;
    }

    UsageRecord build() {
        return new UsageRecord(
                requestId,
                startedAt,
                OptionalLong.of(12),
                345,
                key,
                owner,
                team,
                tags,
                provider,
                Optional.of("/v1/messages"),
                "POST",
                path,
                model,
                servedModel,
                200,
                Outcome.UPSTREAM_ABORTED,
                Optional.of(ErrorCode.UPSTREAM_TIMEOUT),
                true,
                67,
                890,
                usage,
                UsageSource.ESTIMATED,
                cost,
                pricing,
                Optional.of("main"),
                2,
                Optional.of("req_9"),
                "2001:db8::1");
    }

    /** Of a request that was refused before anything was known of it. */
    static UsageRecord ofNothing() {
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
                Optional.empty(),
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
