/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.VirtualKey.Limits.Unpriced;
import ai.dheera.passthrough.access.Gatekeeper;
import ai.dheera.passthrough.answers.Answer;
import ai.dheera.passthrough.answers.ErrorAnswers;
import ai.dheera.passthrough.authentication.Signatures;
import ai.dheera.passthrough.forwarding.Call;
import ai.dheera.passthrough.forwarding.Forwarding;
import ai.dheera.passthrough.forwarding.Upload;
import ai.dheera.passthrough.limits.Admission;
import ai.dheera.passthrough.limits.ExchangeLimits;
import ai.dheera.passthrough.limits.KeyLimits;
import ai.dheera.passthrough.models.ModelFinder;
import ai.dheera.passthrough.routing.Routed;
import ai.dheera.passthrough.routing.Router;
import ai.dheera.passthrough.routing.WebSockets;
import ai.dheera.passthrough.spi.ClientExchange;
import ai.dheera.passthrough.spi.ClientListener;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.Headers;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request with its answer, from its first step to its record. Whatever happens it ends once: what was reserved is
 * settled, and one record is written.
 */
final class Exchange implements ClientListener {

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private static final long LOOK_UP_PATIENCE = Duration.ofSeconds(10).toNanos();
    private static final long RECORD_PATIENCE = Duration.ofSeconds(5).toNanos();
    private static final long CLIENT_PATIENCE = Duration.ofMinutes(5).toNanos();

    /** So much of a body is looked at to tell what a request may cost; a longer one passes through as it comes. */
    private static final int LOOKED_AT = 64 * 1024;

    private enum Stage {
        /** Routed, authenticated and authorized, as far as that needs no body. */
        CHECKING,
        /** Its body is gathered, to be looked at. */
        HOLDING,
        /** Waits until there is room for its record, or for what its limits say. */
        WAITING,
        /** Under way to the provider and back. */
        FORWARDING,
        /** Refused; the answer is under way. */
        REFUSED,
        /** Over. */
        ENDED
    }

    private static final List<Stage> RUNNING = List.of(Stage.CHECKING, Stage.HOLDING, Stage.WAITING, Stage.FORWARDING);

    private final Steps steps;
    private final ClientExchange client;
    private final ClientRequest request;
    private final Upload upload;
    private final ExchangeRecord record;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.CHECKING);

    private volatile long stageSince = System.nanoTime();
    private volatile LongConsumer awaited = waited -> {};
    private volatile @Nullable Admission admission;
    private volatile @Nullable Dispatch dispatch;
    private volatile @Nullable Forwarding forwarding;
    private volatile Tally tally = Tally.NONE;
    private volatile Outcome refusedAs = Outcome.REJECTED;
    private volatile Collection<String> presented = List.of();
    private volatile boolean wholeBodyHeld;
    private ErrorShape errorShape = ErrorShape.OWN;

    Exchange(Steps steps, ClientExchange client) {
        this.steps = steps;
        this.client = client;
        this.request = steps.proxies().seenThrough(client.request());
        this.upload = new Upload(client);
        this.record = new ExchangeRecord(request, steps.clock().instant());
    }

    void begin() {
        client.listen(this);
        guarded(this::pass);
    }

    /** Refuses a request that comes after the end. */
    void turnAway() {
        client.listen(this);
        Refusal refusal = Refusal.until(ErrorCode.INTERNAL, "The gateway is shutting down.", Duration.ofSeconds(1));
        refuse(refusal, Outcome.REJECTED);
    }

    /** The way of a request. */
    private void pass() {
        Routed routed = route();
        authenticate(routed, key -> {
            KeyLimits limits = steps.limiter().limitsOf(key);
            Gatekeeper.check(key, routed.provider(), request.method(), routed.path(), request.clientAddress());
            verifySignature(
                    key,
                    () -> checkModel(key, limits, routed, model -> {
                        WebSockets.refuse(request);
                        askForUsage(
                                routed,
                                () -> awaitRoom(() -> admit(key, limits, routed, model, () -> dispatch(key, routed))));
                    }));
        });
    }

    private Routed route() {
        record.provider = Router.segment(request.path());
        Provider provider = steps.router().providerOf(request);
        errorShape = provider.errorShape();
        Routed routed = steps.router().route(provider, request, this::baseUrl);
        record.routed(routed);
        tally = Tally.of(routed, request);
        if (routed.route().listsErrors(request.query())) {
            errorShape = errorShape.inList();
        }
        return routed;
    }

    private void authenticate(Routed routed, Consumer<VirtualKey> then) {
        presented = KeyCarriers.presented(request, routed.provider().keyCarriers());
        if (presented.isEmpty() && mayContinue()) {
            presented = steps.continuations().presentedFor(target(), request.clientAddress());
        }
        steps.authenticator()
                .authenticate(
                        presented,
                        key -> record.key = key,
                        key -> guarded(() -> then.accept(key)),
                        refusal -> refuse(refusal, Outcome.REJECTED));
    }

    /** Only steps of uploads may come without a key. */
    private boolean mayContinue() {
        return request.method().equals("POST") || request.method().equals("PUT");
    }

    /** Of a key that is only good with a signature, its id is not the secret. */
    private void verifySignature(VirtualKey key, Runnable then) {
        if (key.signingSecret().isEmpty()) {
            then.run();
            return;
        }
        SigningSecret secret = key.signingSecret().get();
        holdBody(() -> steps.signatures()
                .verify(
                        request,
                        baseUrl(),
                        upload.held(),
                        secret,
                        signed -> guarded(() -> {
                            if (!signed) {
                                throw Signatures.refusal();
                            }
                            then.run();
                        })));
    }

    private String target() {
        return request.query() == null ? request.path() : request.path() + "?" + request.query();
    }

    /** Tells the model that is asked for: the only one it can be where something depends on it, else the likeliest. */
    private void checkModel(VirtualKey key, KeyLimits limits, Routed routed, Consumer<Optional<String>> then) {
        ModelFinder model = new ModelFinder(routed.route(), routed.variables(), request);
        record.model = model;
        boolean judged = limits.dependOnModel() || !key.access().models().isEmpty();
        boolean needed = model.isAsked() && judged;
        if (needed && model.readsBody()) {
            holdBody(() -> tellModel(key, model.model(watched(model)), then));
        } else if (needed) {
            watched(model);
            tellModel(key, model.model(List.of()), then);
        } else if (model.readsBody() && routed.route().bills() && limits.haveBudgets()) {
            holdBeginning(() -> {
                watched(model);
                then.accept(model.model());
            });
        } else {
            watched(model);
            then.accept(model.model());
        }
    }

    private static void tellModel(VirtualKey key, Optional<String> model, Consumer<Optional<String>> then) {
        if (!key.access().models().isEmpty()) {
            Gatekeeper.checkModel(key, model);
        }
        then.accept(model);
    }

    /** Reads the body for the record, as it passes and as far as it is held; tells what is held. */
    private List<ByteBuffer> watched(ModelFinder model) {
        List<ByteBuffer> held = upload.held();
        if (model.readsBody() || tally.readsRequest()) {
            Consumer<ByteBuffer> reader = piece -> {
                model.read(piece);
                tally.request(piece);
            };
            held.forEach(reader);
            upload.watchedBy(reader);
        }
        return held;
    }

    private void askForUsage(Routed routed, Runnable then) {
        Optional<String> option = Tally.optionToAskFor(routed, request);
        if (option.isEmpty()) {
            then.run();
            return;
        }
        holdBody(() -> {
            tally.askForUsage(option.get(), request, upload);
            then.run();
        });
    }

    /** Calls on when the whole body is at hand; at once where it already is. */
    private void holdBody(Runnable then) {
        if (wholeBodyHeld) {
            then.run();
            return;
        }
        int most = steps.longestHeldBody().getAsInt();
        hold(most, whole -> {
            if (!whole) {
                throw Refusal.of(
                        ErrorCode.REQUEST_TOO_LARGE,
                        "A request that the gateway has to see whole may have a body of " + most + " bytes.");
            }
            then.run();
        });
    }

    /** Calls on when the body is at hand, or as much of it as is looked at. A long one is not waited for. */
    private void holdBeginning(Runnable then) {
        boolean tooLong = request.body().told() && request.body().bytes() > LOOKED_AT;
        if (wholeBodyHeld || tooLong) {
            then.run();
        } else {
            hold(LOOKED_AT, whole -> then.run());
        }
    }

    private void hold(int most, Consumer<Boolean> then) {
        if (advance(Stage.CHECKING, Stage.HOLDING)) {
            upload.hold(most, whole -> {
                wholeBodyHeld = whole;
                if (advance(Stage.HOLDING, Stage.CHECKING)) {
                    guarded(() -> then.accept(whole));
                }
            });
        }
    }

    /** Where one credential of the pool signs bodies, all requests are held: they may move to it. */
    private void holdIfSigned(Call call, Runnable then) {
        if (call.provider().signsBodies()) {
            holdBody(then);
        } else {
            then.run();
        }
    }

    /** What is forwarded has to be recorded: where too many records wait to be written, it is not begun. */
    private void awaitRoom(Runnable then) {
        if (hasRoom()) {
            then.run();
            return;
        }
        await(waited -> {
            if (hasRoom()) {
                goOn(then);
            } else if (waited > RECORD_PATIENCE) {
                refuse(
                        Refusal.until(
                                ErrorCode.LIMITS_UNAVAILABLE,
                                "Usage cannot be recorded at the moment.",
                                Duration.ofSeconds(1)),
                        Outcome.REJECTED);
            }
        });
    }

    private boolean hasRoom() {
        try {
            return !steps.usage().isFull();
        } catch (RuntimeException | Error e) {
            log.error("The usage sink does not tell whether it is full", e);
            return true;
        }
    }

    /** Waits, until it {@linkplain #goOn goes on}; somebody looks several times a second how long it has. */
    private void await(LongConsumer looked) {
        awaited = looked;
        advance(Stage.CHECKING, Stage.WAITING);
    }

    private void goOn(Runnable then) {
        if (advance(Stage.WAITING, Stage.CHECKING)) {
            guarded(then::run);
        }
    }

    private void admit(VirtualKey key, KeyLimits limits, Routed routed, Optional<String> model, Runnable then) {
        ExchangeLimits under =
                limits.ofExchange(routed.provider().name(), routed.route().bills(), model);
        if (under.isEmpty()) {
            then.run();
            return;
        }
        Admission asked =
                steps.limiter().admission(key, under, record.requestId, expectedPicoUsd(key, routed, under, model));
        admission = asked;
        if (stage.get() == Stage.ENDED) {
            asked.release(); // whoever ended it may have come too early to see it
        } else if (asked.askAtOnce()) {
            then.run();
        } else {
            awaitAdmission(asked, then);
        }
    }

    private void awaitAdmission(Admission asked, Runnable then) {
        long patience = steps.limitPatience().get().toNanos();
        await(waited -> {
            if (waited > patience) {
                asked.giveUp();
            }
        });
        asked.tell(() -> goOn(then), refusal -> refuse(refusal, Outcome.REJECTED));
    }

    private long expectedPicoUsd(VirtualKey key, Routed routed, ExchangeLimits under, Optional<String> model) {
        if (!under.haveBudgets()) {
            return 0;
        }
        Forecast forecast = steps.accounts().forecast(routed, model, request.body(), upload.held(), record.startedAt());
        if (!forecast.priced() && key.limits().unpriced() == Unpriced.REFUSED) {
            throw Refusal.of(
                    ErrorCode.MODEL_NOT_ALLOWED,
                    "The key '" + key.id() + "' has a budget, and "
                            + model.map(name -> "model '" + name + "' has no known price.")
                                    .orElse("this request does not tell its model beyond doubt."));
        }
        return forecast.picoUsd();
    }

    private void dispatch(VirtualKey key, Routed routed) {
        Admission admitted = admission;
        Headers added = admitted == null ? Headers.none() : admitted.headers();
        Dispatch prepared = new Dispatch(this, routed, tally, steps.pools().of(routed.provider()), key.id(), added);
        dispatch = prepared;
        holdIfSigned(prepared.first(), () -> forward(routed, prepared));
    }

    private void forward(Routed routed, Dispatch prepared) {
        if (prepared.mayMove()) {
            upload.keep(routed.provider().moves().longestBody());
        }
        Forwarding begun = steps.forwarder().forward(prepared.first(), client, upload, prepared);
        forwarding = begun;
        if (advance(Stage.CHECKING, Stage.FORWARDING)) {
            begun.begin();
        }
    }

    // what the client tells

    @Override
    public void bodyPiece(ByteBuffer piece) {
        guarded(() -> upload.piece(piece));
    }

    @Override
    public void bodyEnd() {
        guarded(upload::end);
    }

    @Override
    public void drained() {
        Forwarding current = forwarding;
        if (current != null) {
            guarded(current::drained);
        }
    }

    @Override
    public void sent() {
        if (stage.get() == Stage.REFUSED) {
            end(refusedAs);
        } else {
            Forwarding current = forwarding;
            if (current != null) {
                current.sent();
            }
        }
    }

    @Override
    public void gone(Throwable cause) {
        log.debug("The client of exchange {} is gone", record.requestId, cause);
        Forwarding current = forwarding;
        if (stage.get() == Stage.FORWARDING && current != null) {
            current.clientGone();
        } else {
            end(Outcome.CLIENT_ABORTED);
        }
    }

    // what the provider's side asks and tells

    String id() {
        return record.requestId;
    }

    ClientRequest request() {
        return request;
    }

    String baseUrl() {
        return steps.publicUrl().get().orElseGet(client::baseUrl);
    }

    void continuedAt(String target) {
        steps.continuations().opened(target, presented, request.clientAddress());
    }

    // how it ends

    /** Ends it if it has taken too long. */
    void checkDeadlines(long now) {
        long waited = now - stageSince;
        switch (stage.get()) {
            case CHECKING -> {
                if (waited > LOOK_UP_PATIENCE) {
                    refuse(
                            Refusal.until(
                                    ErrorCode.KEY_STORE_UNAVAILABLE,
                                    "The key cannot be checked at the moment.",
                                    Duration.ofSeconds(1)),
                            Outcome.REJECTED);
                }
            }
            case WAITING -> awaited.accept(waited);
            case HOLDING, REFUSED -> {
                if (waited > CLIENT_PATIENCE) {
                    cut(Outcome.CLIENT_ABORTED);
                }
            }
            case FORWARDING -> {
                Forwarding current = forwarding;
                if (current != null) {
                    current.checkDeadlines(now);
                }
            }
            case ENDED -> {}
        }
    }

    /** Ends it as broken, wherever it is. */
    void cutOff() {
        Forwarding current = forwarding;
        if (stage.get() == Stage.FORWARDING && current != null) {
            current.cutOff();
        } else {
            cut(Outcome.FAILED);
        }
    }

    private void cut(Outcome outcome) {
        try {
            client.abort();
        } finally {
            end(outcome);
        }
    }

    void refuse(Refusal refusal, Outcome outcome) {
        if (RUNNING.stream().noneMatch(from -> advance(from, Stage.REFUSED))) {
            return;
        }
        refusedAs = outcome;
        record.error = Optional.of(refusal.code());
        upload.stop();
        Answer answer = ErrorAnswers.answer(refusal, errorShape, record.requestId);
        record.ownAnswer(answer.status(), answer.body().remaining());
        try {
            client.head(answer.status(), answer.headers());
            client.write(answer.body());
            client.end();
        } catch (RuntimeException | Error e) {
            log.error("The refusal of exchange {} could not be sent", record.requestId, e);
            cut(Outcome.FAILED);
        }
    }

    private boolean advance(Stage from, Stage to) {
        stageSince = System.nanoTime();
        return stage.compareAndSet(from, to);
    }

    void end(Outcome outcome) {
        if (stage.getAndSet(Stage.ENDED) == Stage.ENDED) {
            return;
        }
        try {
            record.ended(outcome, Optional.ofNullable(forwarding), upload.bytesSent());
            record.served(host(), upload.hasEnded(), tally.end())
                    .ifPresentOrElse(
                            served -> steps.accounts().settle(served, this::settled), () -> settled(Settlement.FREE));
        } catch (RuntimeException | Error e) {
            log.error("What exchange {} comes to was not worked out", record.requestId, e);
            settled(Settlement.UNKNOWN);
        }
    }

    private String host() {
        Dispatch sent = dispatch;
        return sent == null ? "" : sent.host();
    }

    private void settled(Settlement settlement) {
        settleLimits(settlement);
        try {
            steps.usage().record(record.toUsageRecord(settlement));
        } catch (RuntimeException | Error e) {
            log.error("The record of exchange {} was not taken", record.requestId, e);
        } finally {
            steps.ended().accept(this);
        }
    }

    private void settleLimits(Settlement settlement) {
        Admission admitted = admission;
        if (admitted != null) {
            try {
                admitted.settle(settlement.costUsd().orElse(BigDecimal.ZERO), settlement.tokens());
            } catch (RuntimeException | Error e) {
                log.error("What exchange {} used was not counted", record.requestId, e);
            }
        }
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (Refusal refusal) {
            refuse(refusal, Outcome.REJECTED);
        } catch (Throwable e) {
            log.error("Exchange {} failed inside the gateway", record.requestId, e);
            refuse(Refusal.of(ErrorCode.INTERNAL, "The gateway failed."), Outcome.FAILED);
        }
    }

    private interface Step {
        void run() throws Throwable;
    }
}
