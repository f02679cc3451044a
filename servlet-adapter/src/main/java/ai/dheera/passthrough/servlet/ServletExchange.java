/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.spi.ClientExchange;
import ai.dheera.passthrough.spi.ClientListener;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.Headers;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's half of an exchange over servlet asynchronous I/O.
 *
 * <p>As long as the container's thread is with us the exchange is {@linkplain State#ATTACHED attached}: what has
 * arrived of a short body is read at once, and an answer that is there already, a refusal for instance, is written at
 * once; both spare the asynchronous machinery. After {@link #detach} everything is non-blocking.
 *
 * <p>Containers recycle requests and responses, so a late call would reach another client: nothing of the container is
 * touched once the exchange is {@linkplain State#OVER over}. The answer is written under a lock. The request is read
 * outside of it, by one thread at a time, and the end waits for that thread: on Tomcat a read takes the connection's own
 * lock, which its thread holds while it calls us. No gateway code runs under the lock.
 */
final class ServletExchange implements ClientExchange, AsyncListener {

    private static final Logger log = LoggerFactory.getLogger(ServletExchange.class);

    /** An answer up to this length is written by the container's thread, if it is there in time. */
    private static final int SHORT_ANSWER = 8 * 1024;

    private enum State {
        /** The container's thread is in the filter. */
        ATTACHED,
        /** Asynchronous. */
        DETACHED,
        /** Nothing of the container may be touched any more. */
        OVER
    }

    private final HttpServletRequest servletRequest;
    private final HttpServletResponse servletResponse;
    private final ClientRequest request;
    private final Thread containerThread = Thread.currentThread();
    private final ReentrantLock lock = new ReentrantLock();
    private final RequestBody body;
    private final ResponseBody answer = new ResponseBody();

    /** How the container is told that the exchange is over. */
    private enum End {
        /** Not yet, or not at all. */
        NONE,
        /** The answer is whole, or nobody is there to take it. */
        COMPLETE,
        /** The connection is to be broken. */
        BREAK_OFF
    }

    private State state = State.ATTACHED;
    private boolean reading;
    private boolean lookAgain;
    private boolean breakOff;
    private End postponedEnd = End.NONE;
    private @Nullable AsyncContext async;
    private @Nullable ClientListener listener;

    ServletExchange(HttpServletRequest servletRequest, HttpServletResponse servletResponse, ClientRequest request) {
        this.servletRequest = servletRequest;
        this.servletResponse = servletResponse;
        this.request = request;
        this.body = new RequestBody(request);
    }

    @Override
    public ClientRequest request() {
        return request;
    }

    @Override
    public String baseUrl() {
        lock.lock();
        try {
            return state == State.OVER ? "" : Heads.baseUrl(servletRequest, request.path());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void listen(ClientListener gateway) {
        listener = gateway;
    }

    private ClientListener listener() {
        if (listener == null) {
            throw new IllegalStateException("nobody listens");
        }
        return listener;
    }

    /**
     * Lets the container's thread go. Called by that thread, once, when the gateway has taken the exchange.
     */
    void detach() throws IOException {
        if (body.isDropped()) {
            readOn(); // another thread has answered, and could not read
        }
        boolean sent;
        lock.lock();
        try {
            tellWhetherConnectionEnds();
            sent = !breakOff && answer.isEnding() && answer.pending() <= SHORT_ANSWER;
            if (sent) {
                state = State.OVER;
                answer.writeAll(servletResponse.getOutputStream());
            } else {
                goAsync();
            }
        } catch (IOException | IllegalStateException e) {
            state = State.OVER;
            listener().gone(e);
            throw e;
        } finally {
            lock.unlock();
        }
        if (sent) {
            listener().sent();
        }
    }

    private void goAsync() throws IOException {
        AsyncContext context = servletRequest.startAsync(
                new Breakable.Request(servletRequest), new Breakable.Response(servletRequest, servletResponse));
        context.setTimeout(0); // the gateway has deadlines of its own
        context.addListener(this);
        async = context;
        state = State.DETACHED;
        ServletOutputStream output = servletResponse.getOutputStream();
        answer.output(output);
        output.setWriteListener(new WriteEvents());
        if (body.isWanted() && !breakOff) {
            body.start(servletRequest.getInputStream(), new ReadEvents());
        }
    }

    // the request's body

    @Override
    public void readBody() {
        body.want();
        readOn();
    }

    /** Hands pieces over as long as they are wanted and there. */
    private void readOn() {
        while (beginReading()) {
            RequestBody.Reading piece = RequestBody.NOTHING;
            Throwable failure = null;
            try {
                piece = state == State.ATTACHED ? body.readArrived(servletRequest) : readReady();
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
            boolean again = endReading();
            if (failure != null) {
                readingFailed(failure);
            }
            piece.tell(listener());
            if (piece.equals(RequestBody.NOTHING) && !again) {
                return;
            }
        }
    }

    /** Of a body that is read for nobody, nobody misses the rest: the answer leaves all the same. */
    private void readingFailed(Throwable cause) {
        if (body.isDropped()) {
            body.leave();
        } else {
            failed(cause);
        }
    }

    private RequestBody.Reading readReady() throws IOException {
        if (!body.isStarted()) {
            body.start(servletRequest.getInputStream(), new ReadEvents());
        }
        return body.readReady();
    }

    /**
     * Whether this thread may read now. While the container's thread is with us, only that one may; and while another
     * one reads, that one is to look again.
     */
    private boolean beginReading() {
        lock.lock();
        try {
            boolean ours = state == State.DETACHED || containerThread.equals(Thread.currentThread());
            if (!ours || state == State.OVER || !body.isAsked()) {
                return false;
            }
            lookAgain = reading;
            boolean begins = !reading;
            reading = true;
            return begins;
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody else wanted to read meanwhile. */
    private boolean endReading() {
        lock.lock();
        try {
            reading = false;
            end(postponedEnd);
            return lookAgain;
        } finally {
            lock.unlock();
        }
    }

    // the answer

    @Override
    public void head(int status, Headers headers) {
        body.drop();
        if (body.isDropped()) {
            readOn();
        }
        lock.lock();
        try {
            if (state != State.OVER && !breakOff) {
                Heads.apply(status, headers, servletResponse);
                answer.begin();
            }
            if (state == State.DETACHED) {
                tellWhetherConnectionEnds();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is not read by the time that the head leaves ends the connection. */
    private void tellWhetherConnectionEnds() {
        if (answer.hasBegun() && !body.isOver()) {
            Heads.endConnection(servletRequest, servletResponse);
        }
    }

    @Override
    public void write(ByteBuffer piece) {
        answering(() -> answer.write(piece));
    }

    @Override
    public void flush() {
        answering(answer::flush);
    }

    @Override
    public void end() {
        answering(answer::end);
    }

    @Override
    public long pending() {
        return answer.pending();
    }

    /** What is broken off has not necessarily ended yet, but nothing is added to it. */
    private void answering(Writing writing) {
        changing(() -> {
            if (!breakOff) {
                writing.run();
            }
        });
    }

    private void changing(Writing change) {
        Throwable failure = null;
        boolean sent = false;
        lock.lock();
        try {
            if (state == State.OVER) {
                return;
            }
            change.run();
            sent = endIfDone();
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            failed(failure);
        } else if (sent) {
            listener().sent();
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    /**
     * Whether the answer is whole and has left. One that is broken off ends as soon as writing has become possible, so
     * that its head and what came before the break are the client's.
     */
    private boolean endIfDone() {
        boolean broken = breakOff && answer.isPossible();
        boolean done = !breakOff && answer.isDone();
        if (state != State.DETACHED || (!broken && !done)) {
            return false;
        }
        state = State.OVER;
        end(broken ? End.BREAK_OFF : End.COMPLETE);
        return done;
    }

    /** Tells the container, as soon as nobody reads. */
    private void end(End how) {
        if (reading) {
            postponedEnd = how;
            return;
        }
        postponedEnd = End.NONE;
        try {
            if (how == End.COMPLETE && async != null) {
                async.complete();
            }
            if (how == End.BREAK_OFF && async != null) {
                Breakable.breakOff(servletRequest);
                async.dispatch();
            }
        } catch (IllegalStateException e) {
            log.debug("The container had ended the exchange already", e);
        }
    }

    @Override
    public void abort() {
        changing(() -> breakOff = true);
    }

    // what the container tells

    private void failed(Throwable cause) {
        if (over()) {
            listener().gone(cause);
        }
    }

    /** Whether it was not over before. */
    private boolean over() {
        lock.lock();
        try {
            if (state == State.OVER) {
                return false;
            }
            state = State.OVER;
            end(End.COMPLETE);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void givenUp(String why) {
        if (over()) {
            listener().gone(new IOException(why));
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        Throwable cause = event.getThrowable();
        if (cause == null) {
            givenUp("the container gave the exchange up");
        } else {
            failed(cause);
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        givenUp("the container ended the exchange");
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        givenUp("the container's patience ended");
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // nobody starts it again
    }

    private final class ReadEvents implements ReadListener {

        @Override
        public void onDataAvailable() {
            readOn();
        }

        @Override
        public void onAllDataRead() {
            body.allRead();
            readOn();
        }

        @Override
        public void onError(Throwable cause) {
            readingFailed(cause);
        }
    }

    private final class WriteEvents implements WriteListener {

        @Override
        public void onWritePossible() {
            changing(answer::writePossible);
            if (answer.pending() == 0) {
                listener().drained(); // also where nothing was held before: it may have come in between
            }
        }

        @Override
        public void onError(Throwable cause) {
            failed(cause);
        }
    }
}
