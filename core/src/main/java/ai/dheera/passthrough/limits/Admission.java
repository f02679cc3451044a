/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.spi.Headers;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange before its limits: to be asked for once, and to be {@linkplain #settle settled} at the end, whatever that
 * is; a second time does nothing. Safe for use by several threads.
 */
public final class Admission {

    private enum State {
        NEW,
        /** The store is asked. */
        ASKED,
        /** The store does not answer; what then becomes of it is looked up. */
        UNANSWERED,
        /** Admitted by the store. */
        HELD,
        /** Admitted by this node alone. */
        HELD_HERE,
        /** Refused or settled. */
        OVER
    }

    private final Limiter limiter;
    private final VirtualKey key;
    private final ExchangeLimits limits;
    private final Reservation reservation;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private volatile Remainder remainder = Remainder.NONE;
    private volatile @Nullable CompletionStage<Admittance> answer;
    private volatile Limiter.@Nullable Here here;
    private volatile Runnable admitted = () -> {};
    private volatile Consumer<Refusal> refused = refusal -> {};

    Admission(Limiter limiter, VirtualKey key, ExchangeLimits limits, Reservation reservation) {
        this.limiter = limiter;
        this.key = key;
        this.limits = limits;
        this.reservation = reservation;
    }

    /**
     * Asks for it. One of the two is told once, in this thread or another one, unless it is settled before.
     *
     * @param isAdmitted told that the exchange may begin
     * @param isRefused told why it may not: {@code budget_exceeded}, {@code rate_limited}, {@code too_many_parallel} or
     *     {@code limits_unavailable}
     */
    public void ask(Runnable isAdmitted, Consumer<Refusal> isRefused) {
        if (askAtOnce()) {
            isAdmitted.run();
        } else {
            tell(isAdmitted, isRefused);
        }
    }

    /**
     * Asks for it.
     *
     * @return whether the store admits it at once, as one in memory does; if not, what becomes of it is still to be
     *     {@linkplain #tell told}
     */
    public boolean askAtOnce() {
        if (!state.compareAndSet(State.NEW, State.ASKED) || !limiter.mayAsk()) {
            return false;
        }
        CompletionStage<Admittance> asked = limiter.ask(reservation);
        answer = asked;
        Optional<Admittance.Granted> granted = grantedAtOnce(asked);
        return granted.isPresent() && isHeld(granted.get());
    }

    private static Optional<Admittance.Granted> grantedAtOnce(CompletionStage<Admittance> asked) {
        try {
            CompletableFuture<Admittance> future = asked.toCompletableFuture();
            return future.isDone() && future.join() instanceof Admittance.Granted granted
                    ? Optional.of(granted)
                    : Optional.empty();
        } catch (RuntimeException e) {
            return Optional
                    .empty(); // it failed, which is told, or is a stage of the store's own, which need not be able to
        }
    }

    /**
     * Tells what becomes of one that is not admitted at once. One of the two is told once, in this thread or another one,
     * unless it is settled before.
     *
     * @param isAdmitted told that the exchange may begin
     * @param isRefused told why it may not, see {@link #ask}
     */
    public void tell(Runnable isAdmitted, Consumer<Refusal> isRefused) {
        admitted = isAdmitted;
        refused = isRefused;
        CompletionStage<Admittance> asked = answer;
        if (asked == null) {
            withoutAnswer();
            return;
        }
        var unused = asked.whenComplete((told, failure) -> {
            if (failure == null) {
                answered(told);
            } else {
                limiter.failed(failure);
                unanswered();
            }
        });
    }

    private void withoutAnswer() {
        if (state.compareAndSet(State.ASKED, State.UNANSWERED)) {
            goOnWithoutStore();
        }
    }

    private void answered(Admittance told) {
        if (told instanceof Admittance.Granted granted) {
            if (isHeld(granted)) {
                admitted.run();
            }
        } else {
            limiter.heard();
            if (state.compareAndSet(State.ASKED, State.OVER)) {
                refused.accept(Refusals.of(told, key, limiter.now()));
            }
        }
    }

    /** False where nobody waits for it any more. */
    private boolean isHeld(Admittance.Granted granted) {
        limiter.heard();
        remainder = limits.remainder(granted.left());
        return state.compareAndSet(State.ASKED, State.HELD);
    }

    /** Waits for the store no longer, if it has not answered. */
    public void giveUp() {
        if (state.get() == State.ASKED) {
            limiter.late();
            unanswered();
        }
    }

    /** It is open whether the store holds anything; be it given back. */
    private void unanswered() {
        if (!state.compareAndSet(State.ASKED, State.UNANSWERED)) {
            return;
        }
        limiter.settle(Charge.nothing(reservation));
        goOnWithoutStore();
    }

    private void goOnWithoutStore() {
        Optional<BigDecimal> allowance = key.limits().localAllowanceUsd();
        if (allowance.isEmpty()) {
            refuseUnanswered(Refusals.unavailable());
            return;
        }
        var unused = limiter.admitHere(reservation, key, allowance.get()).whenComplete((answer, failure) -> {
            if (failure == null) {
                goOnHere(answer);
            } else {
                refuseUnanswered(Refusals.unavailable());
            }
        });
    }

    private void goOnHere(Limiter.Here answer) {
        here = answer;
        if (answer.answer() instanceof Admittance.Granted granted) {
            remainder = new ExchangeLimits(answer.reservation().limits()).remainder(granted.left());
            if (state.compareAndSet(State.UNANSWERED, State.HELD_HERE)) {
                admitted.run();
            } else {
                answer.settle(Charge.nothing(answer.reservation()));
            }
        } else if (answer.answer() instanceof Admittance.Spent) {
            refuseUnanswered(Refusals.allowanceUsed(key));
        } else {
            refuseUnanswered(Refusals.of(answer.answer(), key, limiter.now()));
        }
    }

    private void refuseUnanswered(Refusal refusal) {
        if (state.compareAndSet(State.UNANSWERED, State.OVER)) {
            refused.accept(refusal);
        }
    }

    /** {@return the header fields that tell what is left of the limits; none before it is admitted} */
    public Headers headers() {
        return remainder.headers();
    }

    /** Gives back what is held, for an exchange that cost nothing. */
    public void release() {
        settle(BigDecimal.ZERO, 0);
    }

    /**
     * Gives back what is held, and counts what was used.
     *
     * @param costUsd what the exchange cost, in US dollars; not negative
     * @param tokens how many tokens it used, in and out; not negative
     */
    public void settle(BigDecimal costUsd, long tokens) {
        switch (state.getAndSet(State.OVER)) {
            case ASKED -> limiter.settle(Charge.nothing(reservation));
            case HELD -> limiter.settle(charge(reservation, costUsd, tokens));
            case HELD_HERE -> settleHere(costUsd, tokens);
            case NEW, UNANSWERED, OVER -> {}
        }
    }

    /** Counts against the allowance, and against the limits themselves when the store is back. */
    private void settleHere(BigDecimal costUsd, long tokens) {
        Limiter.Here admittedBy = here;
        if (admittedBy != null) {
            admittedBy.settle(charge(admittedBy.reservation(), costUsd, tokens));
            limiter.settle(charge(reservation.renamed(admittedBy.reservation().id()), costUsd, tokens));
        }
    }

    private Charge charge(Reservation of, BigDecimal costUsd, long tokens) {
        return new Charge(of, limiter.now(), PicoUsd.of(costUsd), tokens);
    }
}
