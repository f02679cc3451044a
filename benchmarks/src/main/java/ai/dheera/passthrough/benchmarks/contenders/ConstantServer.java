/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.contenders;

import ai.dheera.passthrough.benchmarks.traffic.Answer;
import ai.dheera.passthrough.benchmarks.traffic.Workload;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/** A process with a servlet that knows the answer: the floor for whatever does more in Jetty. */
public final class ConstantServer {

    private ConstantServer() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String... arguments) throws Exception {
        ServletContextHandler application = new ServletContextHandler();
        application.addServlet(new ServletHolder(new ConstantServlet()), "/*");
        JettyServer.serve(application);
    }

    private static final class ConstantServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;
        private static final byte[] ANSWER = Answer.to(Workload.JSON).body();

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().skipNBytes(request.getContentLength());
            response.setContentType("application/json");
            response.setContentLength(ANSWER.length);
            response.getOutputStream().write(ANSWER);
        }
    }
}
