/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.spi.ClientExchange;
import ai.dheera.passthrough.spi.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way upstream, and its answer on its way back.
 *
 * <p>Goes through the {@linkplain Phase phases} in their order and ends once, by whichever comes first: the whole answer
 * was handed over, the client is gone, the connection failed, a deadline passed, or something threw. Whoever moves it
 * to {@link Phase#ENDED} tells the listener; everybody after finds it ended and does nothing.
 */
public final class Forwarding {

    private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

    /** The client may have this much to read before the provider has to wait. */
    private static final int ENOUGH_UNREAD = 64 * 1024;

    /** And in so many pieces, of which each costs some hundred bytes beside its own. */
    private static final int MOST_UNREAD_PIECES = 1_000;

    private static final int MOST_STALE_CONNECTIONS = 3;

    private enum Phase {
        /** The request is gathered, and a connection sought for it. */
        CONNECTING,
        /** The request is being sent; no head of an answer yet. */
        SENDING,
        /** The head of the answer is with the client, its body under way. */
        ANSWERING,
        /** The provider is done; the client has yet to take the rest. */
        FINISHING,
        /** Over. */
        ENDED
    }

    private volatile Call call;
    private volatile Lease lease;
    private final ClientExchange client;
    private final Upload upload;
    private final ForwardingListener listener;
    private final Function<Call, Lease> leases;
    private final Executor workers;
    private final Deadlines deadlines;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CONNECTING);

    private final AtomicReference<@Nullable Attempt> attempt = new AtomicReference<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicLong bytesAnswered = new AtomicLong();

    private volatile int status;
    private volatile boolean streamed;
    private volatile long firstByteAt;
    private volatile @Nullable String upstreamRequestId;
    private volatile @Nullable ErrorCode error;
    private int moves;
    private boolean unflushed;
    private int unreadPieces;

    /**
     * A forwarding that has not begun.
     *
     * @param leases where the connection for a call is to be had
     * @param workers where requests are signed that have to be
     */
    Forwarding(
            Call call,
            ClientExchange client,
            Upload upload,
            ForwardingListener listener,
            Function<Call, Lease> leases,
            Executor workers) {
        this.call = call;
        this.client = client;
        this.upload = upload;
        this.listener = listener;
        this.leases = leases;
        this.workers = workers;
        this.lease = leases.apply(call);
        this.deadlines = new Deadlines(call.provider().timeouts(), System.nanoTime());
    }

    /** Begins. The listener may hear of the end before this returns. Called once. */
    public void begin() {
        upload.begin(this::prove);
    }

    private void prove() {
        Proof.of(call, upload, workers, this::connect, this::notProved);
    }

    private void connect(Call proved) {
        call = proved;
        lease.take(this::connected, this::notConnected);
    }

    private void notProved(Throwable cause) {
        Credential credential = call.credential();
        String provider = call.provider().name();
        log.error(
                "The credential '{}' of provider '{}' cannot be used: {}", credential.id(), provider, cause.toString());
        Optional<Call> next = listener.credentialFailed(credential);
        if (next.isPresent() && moves < call.provider().moves().most() && phase.get() == Phase.CONNECTING) {
            moveTo(next.get());
        } else {
            Refusal refusal = Refusal.of(
                    ErrorCode.NO_CREDENTIAL,
                    "The gateway's credential for provider '" + provider + "' cannot be used.");
            unanswered(refusal, Outcome.FAILED);
        }
    }

    private void moveTo(Call next) {
        moves++;
        call = next;
        lease.discard();
        lease = leases.apply(next);
        prove();
    }

    private void connected(boolean reused) {
        Attempt next = new Attempt(this, reused);
        try {
            attempts.incrementAndGet();
            attempt.set(next);
            if (phase.get() == Phase.ENDED) {
                lease.discard();
                return;
            }
            phase.compareAndSet(Phase.CONNECTING, Phase.SENDING);
            deadlines.progress(System.nanoTime());
            lease.execute(next);
        } catch (Throwable e) {
            connectionFailed(next, e);
        }
    }

    private void notConnected(Throwable cause) {
        if (phase.get() != Phase.ENDED) {
            unanswered(Unreachable.because(cause, call), Outcome.UPSTREAM_UNREACHABLE);
        }
    }

    // what the connection tells

    void sendHead(Attempt from, RequestChannel channel, HttpContext context) throws HttpException, IOException {
        if (isCurrent(from)) {
            EntityDetails body = upload.hasBody() ? details() : null;
            channel.sendRequest(RequestHead.of(call), body, context);
        }
    }

    private EntityDetails details() {
        return new BasicEntityDetails(upload.size().told() ? upload.size().bytes() : -1, null);
    }

    boolean hasOutput() {
        return upload.isPending();
    }

    void produce(Attempt from, DataStreamChannel channel) throws IOException {
        if (isCurrent(from)) {
            deadlines.progress(System.nanoTime());
            upload.produce(channel);
        }
    }

    /**
     * The connection takes no more. A provider that refuses a long request answers and closes, so its answer may have
     * come before: whether it is read on to tell.
     */
    boolean sendingFailed(Attempt from, IOException cause) {
        if (!isCurrent(from)) {
            return false;
        }
        log.debug("Exchange {} cannot be sent to its end", call.requestId(), cause);
        upload.stop();
        return true;
    }

    void answerBegan(Attempt from, HttpResponse response, @Nullable EntityDetails entity) {
        if (!isCurrent(from) || movesOn(from, response) || !phase.compareAndSet(Phase.SENDING, Phase.ANSWERING)) {
            return;
        }
        deadlines.progress(System.nanoTime());
        firstByteAt = System.nanoTime();
        status = response.getCode();
        streamed = entity != null && isEventStream(entity.getContentType());
        Provider provider = call.provider();
        upstreamRequestId = provider.requestIdHeader()
                .map(response::getFirstHeader)
                .map(Header::getValue)
                .orElse(null);
        boolean chunked = entity != null && entity.isChunked();
        Headers head = ResponseHead.of(response, chunked, call, new Links(call, listener));
        listener.answerBegan(head);
        client.head(status, head);
        unflushed = true;
        if (entity == null) {
            answerEnded(from);
        }
    }

    /** Whether the request goes to another credential, since this one was refused; nobody gets this answer then. */
    private boolean movesOn(Attempt from, HttpResponse response) {
        int code = response.getCode();
        if (code != 401 && code != 403 && code != 429) {
            return false;
        }
        Call refused = call;
        Optional<Call> next =
                listener.credentialRefused(refused.credential(), code, RetryAfter.of(response, Instant.now()));
        boolean again = next.isPresent()
                && moves < call.provider().moves().most()
                && upload.rewind()
                && phase.compareAndSet(Phase.SENDING, Phase.CONNECTING)
                && attempt.compareAndSet(from, null);
        if (again) {
            moveTo(next.get());
        }
        return again;
    }

    private static boolean isEventStream(@Nullable String contentType) {
        return contentType != null && contentType.regionMatches(true, 0, "text/event-stream", 0, 17);
    }

    /** The bytes are copied: HttpCore reads into the same buffer again, and a container may keep what it was given. */
    void answerPiece(Attempt from, ByteBuffer source) {
        if (!isCurrent(from) || phase.get() != Phase.ANSWERING) {
            source.position(source.limit());
            return;
        }
        byte[] copy = new byte[source.remaining()];
        source.get(copy);
        deadlines.progress(System.nanoTime());
        write(listener.answered(ByteBuffer.wrap(copy)));
        if (isEnoughUnread()) {
            waitForClient(from);
        }
    }

    private void write(ByteBuffer piece) {
        if (piece.hasRemaining()) {
            bytesAnswered.addAndGet(piece.remaining());
            client.write(piece);
            unflushed = true;
        }
    }

    private boolean isEnoughUnread() {
        long bytes = client.pending();
        unreadPieces = bytes == 0 ? 0 : unreadPieces + 1;
        return bytes > ENOUGH_UNREAD || unreadPieces > MOST_UNREAD_PIECES;
    }

    private void waitForClient(Attempt from) {
        from.pause();
        if (client.pending() == 0) {
            from.resume(); // it caught up between the two looks
        }
    }

    void batchEnded(Attempt from) {
        if (unflushed && isCurrent(from) && phase.get() == Phase.ANSWERING) {
            unflushed = false;
            client.flush();
        }
    }

    void answerEnded(Attempt from) {
        if (isCurrent(from) && phase.compareAndSet(Phase.ANSWERING, Phase.FINISHING)) {
            if (upload.isWhollySent()) {
                lease.giveBack();
            } else {
                lease.discard(); // an early answer: the rest of the request has no place to go
                upload.stop();
            }
            deadlines.progress(System.nanoTime());
            write(listener.answerEnded());
            client.end();
        }
    }

    void connectionFailed(Attempt from, Throwable cause) {
        if (!attempt.compareAndSet(from, null)) {
            return; // told already, or of an attempt that another one has followed
        }
        lease.discard();
        switch (phase.get()) {
            case CONNECTING, SENDING -> noAnswer(from, cause);
            case ANSWERING -> breakOff(Outcome.UPSTREAM_ABORTED, null);
            case FINISHING, ENDED -> {}
        }
    }

    private void noAnswer(Attempt from, Throwable cause) {
        if (from.foundConnectionStale() && upload.bytesSent() == 0 && attempts.get() <= MOST_STALE_CONNECTIONS) {
            lease.take(this::connected, this::notConnected);
        } else {
            unanswered(Unreachable.because(cause, call), Outcome.UPSTREAM_UNREACHABLE);
        }
    }

    private boolean isCurrent(Attempt from) {
        return attempt.get() == from;
    }

    // what the client tells

    /** All that was written has left. */
    public void drained() {
        deadlines.progress(System.nanoTime());
        Attempt current = attempt.get();
        if (current != null) {
            current.resume();
        }
    }

    /** The answer was handed over whole. */
    public void sent() {
        end(Outcome.COMPLETED);
    }

    /** The client is gone. */
    public void clientGone() {
        end(Outcome.CLIENT_ABORTED);
    }

    // how it ends

    /**
     * Ends the forwarding if a deadline has passed.
     *
     * @param now of the clock of {@link System#nanoTime}
     */
    public void checkDeadlines(long now) {
        Phase current = phase.get();
        boolean answered = current == Phase.ANSWERING || current == Phase.FINISHING;
        boolean clientStalls = upload.waitsForClient() || client.pending() > 0;
        if (clientStalls && deadlines.idlePassed(now)) {
            breakOff(Outcome.CLIENT_ABORTED, null);
        } else if (answered && (deadlines.idlePassed(now) || deadlines.totalPassed(now))) {
            breakOff(Outcome.UPSTREAM_ABORTED, ErrorCode.UPSTREAM_TIMEOUT);
        } else if (current == Phase.SENDING && deadlines.firstBytePassed(now)) {
            unansweredInTime("firstByte", call.provider().timeouts().firstByte());
        } else if (!answered && deadlines.totalPassed(now)) {
            unansweredInTime("total", call.provider().timeouts().total());
        }
    }

    private void unansweredInTime(String timeout, Duration time) {
        Refusal refusal = Refusal.of(
                ErrorCode.UPSTREAM_TIMEOUT,
                "Provider '" + call.provider().name() + "' did not answer within " + time + " ('" + timeout + "').");
        unanswered(refusal, Outcome.UPSTREAM_TIMEOUT);
    }

    /** Ends it as broken, wherever it is. */
    public void cutOff() {
        breakOff(Outcome.FAILED, ErrorCode.INTERNAL);
    }

    void crashed(Throwable cause) {
        log.error("Exchange {} failed inside the gateway", call.requestId(), cause);
        if (phase.get().compareTo(Phase.ANSWERING) >= 0) {
            breakOff(Outcome.FAILED, ErrorCode.INTERNAL);
        } else {
            unanswered(Refusal.of(ErrorCode.INTERNAL, "The gateway failed."), Outcome.FAILED);
        }
    }

    private void unanswered(Refusal refusal, Outcome outcome) {
        if (close()) {
            error = refusal.code();
            listener.unanswered(refusal, outcome);
        }
    }

    private void breakOff(Outcome outcome, @Nullable ErrorCode code) {
        if (close()) {
            error = code;
            try {
                client.flush(); // what came before the break is the client's all the same
            } finally {
                abortAndTell(outcome);
            }
        }
    }

    private void abortAndTell(Outcome outcome) {
        try {
            client.abort();
        } finally {
            listener.ended(outcome);
        }
    }

    private void end(Outcome outcome) {
        if (close()) {
            listener.ended(outcome);
        }
    }

    /** The one transition to the end; true for the one caller that made it. */
    private boolean close() {
        if (phase.getAndSet(Phase.ENDED) == Phase.ENDED) {
            return false;
        }
        lease.discard();
        upload.stop();
        return true;
    }

    // what the record tells

    /** {@return the credential that the request was last sent with} */
    public Credential credential() {
        return call.credential();
    }

    /** {@return how often the request was sent} */
    public int attempts() {
        return attempts.get();
    }

    /** {@return the status that the client got from the provider, 0 for none} */
    public int status() {
        return status;
    }

    /** {@return whether the answer came as a stream of events} */
    public boolean streamed() {
        return streamed;
    }

    /** {@return when the head of the answer came, of the clock of {@link System#nanoTime}; 0 where it did not} */
    public long firstByteAt() {
        return firstByteAt;
    }

    /** {@return how many bytes of the answer's body went to the client} */
    public long bytesAnswered() {
        return bytesAnswered.get();
    }

    /** {@return the provider's name for the exchange} */
    public Optional<String> upstreamRequestId() {
        return Optional.ofNullable(upstreamRequestId);
    }

    /** {@return the gateway's own error, where it ended with one} */
    public Optional<ErrorCode> error() {
        return Optional.ofNullable(error);
    }
}
