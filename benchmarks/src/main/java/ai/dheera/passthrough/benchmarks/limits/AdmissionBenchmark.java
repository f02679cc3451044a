/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.limits;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.RateLimit;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import ai.dheera.passthrough.limits.Admission;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.Limiter;
import ai.dheera.passthrough.metering.MostOutput;
import ai.dheera.passthrough.spi.Headers;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What limits in memory cost an exchange, from the first question to its settlement. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AdmissionBenchmark {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long EXPECTED = 210_000_000;
    private static final BigDecimal COST = new BigDecimal("0.00013");

    private final VirtualKey key = VirtualKey.withId("team-a-1")
            .owner("alice")
            .team("team-a")
            .limits(new Limits(
                    List.of(
                            new RateLimit(Scope.KEY, 1_000_000_000, 10_000_000_000L, 1_000),
                            new RateLimit(Scope.TEAM, 1_000_000_000, 0, 0)),
                    List.of(
                            new Budget(BigDecimal.valueOf(5_000_000), Calendar.DAY, BERLIN, Scope.KEY),
                            new Budget(BigDecimal.valueOf(5_000_000), Calendar.MONTH, BERLIN, Scope.TEAM))))
            .build();

    private final Limiter limiter = new Limiter(LimitStore.inMemory(), Clock.systemUTC(), System::nanoTime);
    private final List<ByteBuffer> request = List.of(ByteBuffer.wrap(
            ("{\"model\":\"gpt-4o-mini\",\"max_tokens\":300,\"messages\":[{\"role\":\"user\",\"content\":\""
                            + "Tell me about the sea. ".repeat(20) + "\"}]}")
                    .getBytes(StandardCharsets.UTF_8)));
    private long ids;

    /** {@return the header fields of an exchange under two budgets, two rates of requests, tokens and parallel exchanges} */
    @Benchmark
    public Headers admittedAndSettled() {
        Admission admission = limiter.admission(
                key,
                limiter.limitsOf(key).ofExchange("openai", true, Optional.of("gpt-4o-mini")),
                "dpt_" + Long.toHexString(ids++),
                EXPECTED);
        admission.ask(() -> {}, refusal -> {
            throw refusal;
        });
        Headers headers = admission.headers();
        admission.settle(COST, 200);
        return headers;
    }

    /** {@return what a request of half a KiB says of its answer} */
    @Benchmark
    public OptionalLong mostOutput() {
        return MostOutput.of(request);
    }
}
