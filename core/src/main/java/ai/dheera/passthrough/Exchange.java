/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.access.Gatekeeper;
import ai.dheera.passthrough.answers.Answer;
import ai.dheera.passthrough.answers.ErrorAnswers;
import ai.dheera.passthrough.authentication.Signatures;
import ai.dheera.passthrough.credentials.CredentialPool;
import ai.dheera.passthrough.forwarding.Call;
import ai.dheera.passthrough.forwarding.Forwarding;
import ai.dheera.passthrough.forwarding.ForwardingListener;
import ai.dheera.passthrough.forwarding.Upload;
import ai.dheera.passthrough.limits.Admission;
import ai.dheera.passthrough.models.ModelFinder;
import ai.dheera.passthrough.routing.Routed;
import ai.dheera.passthrough.routing.Router;
import ai.dheera.passthrough.spi.ClientExchange;
import ai.dheera.passthrough.spi.ClientListener;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.Headers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request with its answer, from its first step to its record. Whatever happens it ends once: what was reserved is
 * released, and one record is written.
 */
final class Exchange implements ClientListener, ForwardingListener {

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private static final long LOOK_UP_PATIENCE = Duration.ofSeconds(10).toNanos();
    private static final long RECORD_PATIENCE = Duration.ofSeconds(5).toNanos();
    private static final long CLIENT_PATIENCE = Duration.ofMinutes(5).toNanos();

    private enum Stage {
        /** Routed, authenticated and authorized, as far as that needs no body. */
        CHECKING,
        /** Its body is gathered, to be looked at. */
        HOLDING,
        /** Waits until there is room for its record. */
        WAITING,
        /** Under way to the provider and back. */
        FORWARDING,
        /** Refused; the answer is under way. */
        REFUSED,
        /** Over. */
        ENDED
    }

    private final Steps steps;
    private final ClientExchange client;
    private final ClientRequest request;
    private final Upload upload;
    private final ExchangeRecord record;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.CHECKING);

    private volatile long stageSince = System.nanoTime();
    private volatile @Nullable Forwarding forwarding;
    private volatile Admission admission = Admission.NONE;
    private volatile @Nullable CredentialPool pool;
    private volatile @Nullable Routed routed;
    private volatile boolean mayMove;
    private volatile Runnable withRoom = () -> {};
    private volatile Tally tally = Tally.NONE;
    private volatile String host = "";
    private volatile Outcome refusedAs = Outcome.REJECTED;
    private volatile Collection<String> presented = List.of();
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
            Gatekeeper.check(key, routed.provider(), request.method(), routed.path(), request.clientAddress());
            verifySignature(
                    key,
                    () -> checkModel(
                            key,
                            routed,
                            () -> askForUsage(
                                    routed,
                                    () -> awaitRoom(() -> {
                                        admit(key);
                                        Call call = call(routed, pickCredential(key, routed));
                                        holdIfSigned(call, () -> forward(routed, call));
                                    }))));
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

    private void checkModel(VirtualKey key, Routed routed, Runnable then) {
        ModelFinder model = new ModelFinder(routed.route(), routed.variables(), request);
        record.model = model;
        boolean restricted = !key.access().models().isEmpty() && model.isAsked();
        if (restricted && model.readsBody()) {
            holdBody(() -> {
                watch(model);
                Gatekeeper.checkModel(key, model.model(upload.held()));
                then.run();
            });
            return;
        }
        watch(model);
        if (restricted) {
            Gatekeeper.checkModel(key, model.model(List.of()));
        }
        then.run();
    }

    /** Reads the body for the record, as it passes and as far as it is held. */
    private void watch(ModelFinder model) {
        if (model.readsBody() || tally.readsRequest()) {
            Consumer<ByteBuffer> reader = piece -> {
                model.read(piece);
                tally.request(piece);
            };
            upload.held().forEach(reader);
            upload.watchedBy(reader);
        }
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
        if (stage.get() == Stage.HOLDING) {
            then.run();
            return;
        }
        if (!advance(Stage.CHECKING, Stage.HOLDING)) {
            return;
        }
        int most = steps.longestHeldBody().getAsInt();
        upload.hold(
                most,
                whole -> guarded(() -> {
                    if (!whole) {
                        throw Refusal.of(
                                ErrorCode.REQUEST_TOO_LARGE,
                                "A request that the gateway has to see whole may have a body of " + most + " bytes.");
                    }
                    then.run();
                }));
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
        Stage before = stage.get();
        withRoom = () -> {
            if (advance(Stage.WAITING, before)) {
                guarded(then::run);
            }
        };
        if (before == Stage.CHECKING || before == Stage.HOLDING) {
            advance(before, Stage.WAITING);
        }
    }

    private boolean hasRoom() {
        try {
            return !steps.usage().isFull();
        } catch (RuntimeException | Error e) {
            log.error("The usage sink does not tell whether it is full", e);
            return true;
        }
    }

    private void checkRoom(long waited) {
        if (hasRoom()) {
            withRoom.run();
        } else if (waited > RECORD_PATIENCE) {
            refuse(
                    Refusal.until(
                            ErrorCode.LIMITS_UNAVAILABLE,
                            "Usage cannot be recorded at the moment.",
                            Duration.ofSeconds(1)),
                    Outcome.REJECTED);
        }
    }

    private void admit(VirtualKey key) {
        admission = steps.limiter().admit(key);
        if (stage.get() == Stage.ENDED) {
            admission.release();
        }
    }

    private Credential pickCredential(VirtualKey key, Routed routed) {
        pool = steps.pools().of(routed.provider());
        return routed.route().sticky() ? pool.pickFor(key.id()) : pool.pick();
    }

    private Call call(Routed routed, Credential credential) {
        Destination destination =
                routed.provider().destination(routed.route(), routed.variables(), routed.path(), credential);
        host = destination.upstream().getHost();
        return new Call(routed.provider(), destination, credential, tally.sent(request), record.requestId);
    }

    private void forward(Routed to, Call call) {
        routed = to;
        mayMove = !to.route().sticky() && to.provider().credentials().size() > 1;
        if (mayMove) {
            upload.keep(to.provider().moves().longestBody());
        }
        Forwarding begun = steps.forwarder().forward(call, client, upload, this);
        forwarding = begun;
        if (advance(Stage.CHECKING, Stage.FORWARDING) || advance(Stage.HOLDING, Stage.FORWARDING)) {
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

    // what the forwarding tells

    @Override
    public Optional<Call> credentialRefused(Credential refused, int status, Optional<Duration> retryAfter) {
        if (pool != null) {
            pool.refused(refused, status, retryAfter);
        }
        return withAnother(refused);
    }

    @Override
    public Optional<Call> credentialFailed(Credential failed) {
        if (pool != null) {
            pool.failed(failed);
        }
        return withAnother(failed);
    }

    private Optional<Call> withAnother(Credential tried) {
        CredentialPool of = pool;
        Routed to = routed;
        return of != null && to != null && mayMove
                ? of.other(tried).map(credential -> call(to, credential))
                : Optional.empty();
    }

    @Override
    public String baseUrl() {
        return steps.publicUrl().get().orElseGet(client::baseUrl);
    }

    @Override
    public void answerBegan(Headers headers) {
        tally.answerBegan(headers);
    }

    @Override
    public ByteBuffer answered(ByteBuffer piece) {
        return tally.answered(piece);
    }

    @Override
    public ByteBuffer answerEnded() {
        return tally.answerEnded();
    }

    @Override
    public void continuedAt(String target) {
        steps.continuations().opened(target, presented, request.clientAddress());
    }

    @Override
    public void unanswered(Refusal refusal, Outcome outcome) {
        refuse(refusal, outcome);
    }

    @Override
    public void ended(Outcome outcome) {
        end(outcome);
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
            case WAITING -> checkRoom(waited);
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

    private void refuse(Refusal refusal, Outcome outcome) {
        if (!advance(Stage.CHECKING, Stage.REFUSED)
                && !advance(Stage.HOLDING, Stage.REFUSED)
                && !advance(Stage.WAITING, Stage.REFUSED)
                && !advance(Stage.FORWARDING, Stage.REFUSED)) {
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

    private void end(Outcome outcome) {
        if (stage.getAndSet(Stage.ENDED) == Stage.ENDED) {
            return;
        }
        admission.release();
        try {
            record.ended(outcome, Optional.ofNullable(forwarding), upload.bytesSent());
            record.served(host, upload.hasEnded(), tally.end())
                    .ifPresentOrElse(
                            served -> steps.accounts().settle(served, this::settled), () -> settled(Settlement.FREE));
        } catch (RuntimeException | Error e) {
            log.error("What exchange {} comes to was not worked out", record.requestId, e);
            settled(Settlement.UNKNOWN);
        }
    }

    private void settled(Settlement settlement) {
        try {
            steps.usage().record(record.toUsageRecord(settlement));
        } catch (RuntimeException | Error e) {
            log.error("The record of exchange {} was not taken", record.requestId, e);
        } finally {
            steps.ended().accept(this);
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
