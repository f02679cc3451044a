/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

/**
 * Thrown to the container so that it breaks the connection instead of ending the answer: the one way that works on
 * Jetty and on Tomcat, since the Servlet API has none.
 */
final class BrokenAnswer extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenAnswer() {
        super("The answer broke off; its connection is closed so that the client can tell", null, false, false);
    }
}
