/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateBucketTest {

    @Test
    void goesOnFromItsBytesAsIfItHadNeverBeenKept() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            long nanos = random.nextLong() / 2;
            long perMinute = random.nextLong(1, 10_000);
            RateBucket bucket = RateBucket.full(perMinute, nanos);
            RateBucket kept = RateBucket.full(perMinute, nanos);
            for (int i = 0; i < 50; i++) {
                nanos += random.nextLong(2_000_000_000);
                perMinute = random.nextInt(10) == 0 ? random.nextLong(1, 10_000) : perMinute;
                long count = random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(50);
                step(bucket, perMinute, count, nanos);
                kept = RateBucket.of(kept.toBytes());
                step(kept, perMinute, count, nanos);
                assertThat(kept.available()).isEqualTo(bucket.available());
                assertThat(kept.untilOne(nanos)).isEqualTo(bucket.untilOne(nanos));
                assertThat(kept.isFull()).isEqualTo(bucket.isFull());
            }
        }
    }

    private static void step(RateBucket bucket, long perMinute, long count, long nanos) {
        bucket.refill(perMinute, nanos);
        bucket.take(count);
    }

    @Test
    void saysExactlyWhenOneCanBeTaken() {
        RateBucket bucket = RateBucket.full(4, 17);
        bucket.take(4);
        long later = 17 + Duration.ofSeconds(5).toNanos();
        bucket.refill(later);
        assertThat(bucket.untilOne(later)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void isNotMadeOfWhatIsNone() {
        assertThatThrownBy(() -> RateBucket.of(new byte[] {1, 2, 3})).isInstanceOf(UncheckedIOException.class);
    }
}
