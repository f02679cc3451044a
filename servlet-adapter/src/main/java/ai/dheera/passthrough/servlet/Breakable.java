/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Request and response of an exchange whose answer can be broken off. The container dispatches them once more for that;
 * where the filter is not registered for such dispatches they reach what stands behind it, and whatever asks them how
 * to answer, or to be answered, breaks the answer off as the filter would have.
 */
final class Breakable {

    private static final String BROKEN = ServletExchange.class.getName() + ".broken";

    private Breakable() {}

    /** Says of an exchange that its answer is broken off. */
    static void breakOff(ServletRequest request) {
        request.setAttribute(BROKEN, true);
    }

    /** Whether an exchange's answer is broken off. */
    static boolean isBroken(ServletRequest request) {
        return request.getAttribute(BROKEN) != null;
    }

    private static void check(ServletRequest request) {
        if (isBroken(request)) {
            throw new BrokenAnswer();
        }
    }

    /** What is asked of it first by any servlet is its method. */
    static final class Request extends HttpServletRequestWrapper {

        Request(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            check(getRequest());
            return super.getMethod();
        }
    }

    /** Takes no answer of anybody else. */
    static final class Response extends HttpServletResponseWrapper {

        private final HttpServletRequest request;

        Response(HttpServletRequest request, HttpServletResponse response) {
            super(response);
            this.request = request;
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            check(request);
            return super.getOutputStream();
        }

        @Override
        public PrintWriter getWriter() throws IOException {
            check(request);
            return super.getWriter();
        }
    }
}
