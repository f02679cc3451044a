/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.limits.RateBucket;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script's buckets against Bucket4j's, at the same times. */
class BucketScriptTest {

    /** Goes through steps of time, size and what is taken; tells what is in the bucket and how long one takes. */
    private static final String STEPS = Script.read("bucket.lua") + """

            local told = {}
            local bucket = fullBucket(tonumber(ARGV[2]), tonumber(ARGV[1]))
            for i = 1, #ARGV, 3 do
              refill(bucket, tonumber(ARGV[i + 1]), tonumber(ARGV[i]))
              take(bucket, tonumber(ARGV[i + 2]))
              bucket = bucketOf(bucketText(bucket))
              told[#told + 1] = string.format('%.0f', bucket.tokens)
              told[#told + 1] = string.format('%.0f', math.max(0, wait(bucket, 1)))
            end
            return told
            """;

    private static final long START = 1_795_392_753_992_043L;
    private static final int STEP_COUNT = 300;

    @TempDir
    static Path directory;

    private static RedisServer server;
    private static RedisClient client;
    private static RedisCommands<String, String> redis;

    @BeforeAll
    static void start() {
        server = RedisServer.in(directory);
        client = RedisClient.create(server.uri());
        redis = client.connect().sync();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
    }

    private record Step(long micros, long size, long taken) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 7, 60, 61, 999, 1_000_000, 59_999_999, 60_000_000, 60_000_001, 150_000_000})
    void aBucketOfOneSizeIsBucket4jsToTheToken(long size) {
        for (int seed = 0; seed < 20; seed++) {
            compare(steps(new Random(seed), size, false), 0);
        }
    }

    /** Beyond that Bucket4j counts in floating point, and loses part of a token each time. */
    @ParameterizedTest
    @ValueSource(longs = {1_000_000_000, 9_999_999_999L})
    void aHugeBucketIsBucket4jsButForItsRounding(long size) {
        for (int seed = 0; seed < 20; seed++) {
            compare(steps(new Random(seed), size, false), STEP_COUNT);
        }
    }

    /** Both take a proportion in floating point, and differ in the last share of a token. */
    @ParameterizedTest
    @ValueSource(longs = {1, 60, 999, 1_000_000, 75_000_000})
    void aBucketThatChangesItsSizeKeepsItsProportionAsBucket4jDoes(long size) {
        for (int seed = 0; seed < 20; seed++) {
            compare(steps(new Random(seed), size, true), 1);
        }
    }

    private static List<Step> steps(Random random, long size, boolean resizes) {
        List<Step> steps = new ArrayList<>();
        long micros = START;
        for (int i = 0; i < STEP_COUNT; i++) {
            long now = resizes && random.nextInt(10) == 0 ? 1 + random.nextLong(2 * size) : size;
            steps.add(new Step(micros, now, taken(random, size)));
            micros += (long) Math.pow(10, random.nextDouble() * 8.3); // up to three minutes
        }
        return steps;
    }

    private static long taken(Random random, long size) {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextLong(3 * size + 1); // into debt
            case 1, 2, 3 -> random.nextLong(size / 10 + 1);
            default -> random.nextInt(2);
        };
    }

    private static void compare(List<Step> steps, long tolerance) {
        String[] args = steps.stream()
                .flatMap(step -> List.of(step.micros(), step.size(), step.taken()).stream())
                .map(Object::toString)
                .toArray(String[]::new);
        List<String> told = redis.eval(STEPS, ScriptOutputType.MULTI, new String[0], args);
        RateBucket bucket = RateBucket.full(steps.get(0).size(), START * 1_000);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            bucket.refill(step.size(), step.micros() * 1_000);
            bucket.take(step.taken());
            long tokens = Long.parseLong(told.get(2 * i));
            assertThat(tokens)
                    .as("tokens after %s", step)
                    .isBetween(bucket.available() - tolerance, bucket.available() + tolerance);
            if (tokens == bucket.available()) {
                assertThat(Long.parseLong(told.get(2 * i + 1)))
                        .as("wait after %s", step)
                        .isBetween(
                                micros(bucket, step) - 1 - slack(step, tolerance),
                                micros(bucket, step) + 1 + slack(step, tolerance));
            }
        }
    }

    private static long micros(RateBucket bucket, Step step) {
        return bucket.untilOne(step.micros() * 1_000).toNanos() / 1_000;
    }

    /** In microseconds: one token's worth where a proportion was taken, else none. */
    private static long slack(Step step, long tolerance) {
        return tolerance * (1 + 60_000_000 / step.size());
    }
}
