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
import jakarta.servlet.ServletInputStream;
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
 * <p>Every call into the container is made under one lock and only while the exchange is not {@linkplain State#OVER
 * over}: containers recycle requests and responses, so a late call would reach another client. No gateway code runs
 * under the lock.
 */
final class ServletExchange implements ClientExchange, AsyncListener {

    /** Marks the dispatch by which an answer is broken off. */
    static final String BREAK_OFF = ServletExchange.class.getName() + ".breakOff";

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

    private State state = State.ATTACHED;
    private boolean breakOff;
    private @Nullable AsyncContext async;
    private @Nullable ClientListener listener;

    ServletExchange(HttpServletRequest servletRequest, HttpServletResponse servletResponse, ClientRequest request) {
        this.servletRequest = servletRequest;
        this.servletResponse = servletResponse;
        this.request = request;
        this.body = new RequestBody(request.body());
    }

    @Override
    public ClientRequest request() {
        return request;
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
     *
     * @throws BrokenAnswer where the exchange was broken off in the meantime
     */
    void detach() throws IOException {
        boolean sent;
        lock.lock();
        try {
            if (breakOff) {
                state = State.OVER;
                throw new BrokenAnswer();
            }
            sent = answer.isEnding() && answer.pending() <= SHORT_ANSWER;
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
        AsyncContext context = servletRequest.startAsync(servletRequest, servletResponse);
        context.setTimeout(0); // the gateway has deadlines of its own
        context.addListener(this);
        async = context;
        state = State.DETACHED;
        ServletOutputStream output = servletResponse.getOutputStream();
        answer.output(output);
        output.setWriteListener(new WriteEvents());
        if (body.isWanted()) {
            startReading();
        }
    }

    private void startReading() throws IOException {
        ServletInputStream input = servletRequest.getInputStream();
        body.input(input);
        input.setReadListener(new ReadEvents());
    }

    // the request's body

    @Override
    public void readBody() {
        Throwable failure = null;
        lock.lock();
        try {
            if (state == State.OVER) {
                return;
            }
            body.want();
            if (state == State.DETACHED && !body.isStarted() && !body.isOver()) {
                startReading();
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            failed(failure);
        } else {
            readOn();
        }
    }

    /** Hands pieces over as long as they are wanted and there. */
    private void readOn() {
        RequestBody.Reading reading = read();
        while (reading != RequestBody.NOTHING) {
            reading.tell(listener());
            reading = read();
        }
    }

    private RequestBody.Reading read() {
        Throwable failure;
        lock.lock();
        try {
            if (state == State.DETACHED) {
                return body.readReady();
            }
            boolean ours = state == State.ATTACHED && Thread.currentThread() == containerThread;
            return ours ? body.readArrived(servletRequest) : RequestBody.NOTHING;
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            lock.unlock();
        }
        failed(failure);
        return RequestBody.NOTHING;
    }

    // the answer

    @Override
    public void head(int status, Headers headers) {
        lock.lock();
        try {
            if (state != State.OVER && !breakOff) {
                Heads.apply(status, headers, servletResponse);
            }
        } finally {
            lock.unlock();
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

    private void answering(Writing writing) {
        Throwable failure = null;
        boolean sent = false;
        lock.lock();
        try {
            if (state == State.OVER || breakOff) {
                return;
            }
            writing.run();
            sent = completeIfDone();
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

    private boolean completeIfDone() {
        if (state != State.DETACHED || !answer.isDone()) {
            return false;
        }
        state = State.OVER;
        complete();
        return true;
    }

    private void complete() {
        try {
            if (async != null) {
                async.complete();
            }
        } catch (IllegalStateException e) {
            log.debug("The container had completed the exchange already", e);
        }
    }

    @Override
    public void abort() {
        lock.lock();
        try {
            if (state == State.OVER || breakOff) {
                return;
            }
            breakOff = true;
            if (state == State.DETACHED && async != null) {
                state = State.OVER;
                servletRequest.setAttribute(BREAK_OFF, Boolean.TRUE);
                async.dispatch();
            }
        } catch (IllegalStateException e) {
            log.debug("The container had ended the exchange already", e);
        } finally {
            lock.unlock();
        }
    }

    // what the container tells

    private void failed(Throwable cause) {
        lock.lock();
        try {
            if (state == State.OVER) {
                return;
            }
            boolean attached = state == State.ATTACHED;
            state = State.OVER;
            if (!attached) {
                complete();
            }
        } finally {
            lock.unlock();
        }
        listener().gone(cause);
    }

    @Override
    public void onError(AsyncEvent event) {
        Throwable cause = event.getThrowable();
        failed(cause == null ? new IOException("the container gave the exchange up") : cause);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        failed(new IOException("the container ended the exchange"));
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        failed(new IOException("the container's patience ended"));
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
            lock.lock();
            try {
                body.allRead();
            } finally {
                lock.unlock();
            }
            readOn();
        }

        @Override
        public void onError(Throwable cause) {
            failed(cause);
        }
    }

    private final class WriteEvents implements WriteListener {

        @Override
        public void onWritePossible() {
            boolean hadToWait = answer.pending() > 0;
            answering(answer::writePossible);
            if (hadToWait && answer.pending() == 0) {
                listener().drained();
            }
        }

        @Override
        public void onError(Throwable cause) {
            failed(cause);
        }
    }
}
