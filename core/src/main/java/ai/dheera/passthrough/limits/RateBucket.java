/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.distributed.serialization.DataOutputSerializationAdapter;
import io.github.bucket4j.distributed.serialization.Scope;
import io.github.bucket4j.distributed.versioning.Versions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;

/**
 * A bucket of a rate limit, by Bucket4j's arithmetic: full at first, filling evenly, and overdrawn where more is taken than
 * is in it. Where its size changes, it stays as full as it was. Used by one thread at a time.
 */
public final class RateBucket extends Counter {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Many buckets are of one size. */
    private static final Cache<Long, BucketConfiguration> CONFIGURATIONS =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private BucketState state;
    private long perMinute;

    private RateBucket(BucketState state) {
        this.state = state;
        this.perMinute = state.getConfiguration().getBandwidths()[0].getCapacity();
    }

    /**
     * {@return a full bucket}
     *
     * @param perMinute its size, and what flows in within a minute; positive
     * @param nanos the time, of a clock that all calls go by and that does not run over
     */
    public static RateBucket full(long perMinute, long nanos) {
        return new RateBucket(
                BucketState.createInitialState(configuration(perMinute), MathType.INTEGER_64_BITS, nanos));
    }

    /**
     * {@return a bucket as it was kept}
     *
     * @param bytes what {@link #toBytes} told
     */
    public static RateBucket of(byte[] bytes) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            BucketConfiguration size = configuration(in.readLong());
            BucketState state = BucketState.deserialize(DataOutputSerializationAdapter.INSTANCE, in);
            state.setConfiguration(size);
            return new RateBucket(state);
        } catch (IOException e) {
            throw new UncheckedIOException("these bytes are no bucket", e);
        }
    }

    private static BucketConfiguration configuration(long perMinute) {
        return CONFIGURATIONS.get(perMinute, RateBucket::newConfiguration);
    }

    private static BucketConfiguration newConfiguration(long perMinute) {
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
                .build();
    }

    /**
     * Lets in what has flown since.
     *
     * @param size the bucket's size from now on; positive
     * @param nanos the time
     */
    public void refill(long size, long nanos) {
        refill(nanos);
        if (size != perMinute) {
            state = state.replaceConfiguration(configuration(size), TokensInheritanceStrategy.PROPORTIONALLY, nanos);
            perMinute = size;
        }
    }

    /**
     * Lets in what has flown since.
     *
     * @param nanos the time
     */
    public void refill(long nanos) {
        state.refillAllBandwidth(nanos);
    }

    /** {@return what is in it, as of the last refill; negative where it is overdrawn} */
    public long available() {
        return state.getAvailableTokens();
    }

    /**
     * {@return how long it takes until one can be taken; zero where that is now}
     *
     * @param nanos the time of the last refill
     */
    public Duration untilOne(long nanos) {
        return Duration.ofNanos(state.calculateDelayNanosAfterWillBePossibleToConsume(1, nanos, false));
    }

    /**
     * Takes some out, also where not as many are in it.
     *
     * @param count not negative
     */
    public void take(long count) {
        state.consume(count);
    }

    /** {@return whether it is as full as can be} */
    public boolean isFull() {
        return state.getAvailableTokens() >= perMinute;
    }

    @Override
    boolean admits(long ceiling, Instant at, long nanos) {
        refill(ceiling, nanos);
        return available() >= 1;
    }

    @Override
    Admittance refusal(Limit limit, Instant at, long nanos) {
        return new Admittance.TooFast((Limit.Rate) limit, untilOne(nanos));
    }

    @Override
    long hold(long ceiling, long amount) {
        if (amount > 0) {
            take(amount);
        }
        return available();
    }

    /** What was held is used up; tokens come on top. */
    @Override
    void settle(Limit limit, long ceiling, Charge charge, boolean wasHeld, long nanos) {
        if (charge.tokens() > 0) {
            refill(ceiling, nanos);
            take(charge.tokens());
        }
    }

    @Override
    boolean isNew(Instant at, long nanos) {
        refill(nanos);
        return isFull();
    }

    /** {@return the bucket, to be kept} */
    public byte[] toBytes() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeLong(perMinute);
            BucketState.serialize(
                    DataOutputSerializationAdapter.INSTANCE, out, state, Versions.getLatest(), Scope.PERSISTED_STATE);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a bucket cannot be written to memory", e);
        }
    }
}
