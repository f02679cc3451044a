/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.servlet.WebApplication.MappedFilter;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/** Jetty 12.1 with the servlets of Jakarta EE 10. */
final class JettyEe10 implements Container.Launcher {

    @Override
    public Container run(WebApplication application) throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath(application.contextPath().isEmpty() ? "/" : application.contextPath());
        for (MappedFilter mapped : application.filters()) {
            FilterHolder holder = new FilterHolder(mapped.filter());
            holder.setAsyncSupported(mapped.asyncSupported());
            holder.setInitParameters(mapped.parameters());
            context.addFilter(holder, mapped.pattern(), mapped.dispatcherTypes());
        }
        ServletHolder hello = new ServletHolder(new WebApplication.Hello());
        hello.setAsyncSupported(true);
        context.addServlet(hello, "/hello");
        application.servlets().forEach((pattern, servlet) -> context.addServlet(new ServletHolder(servlet), pattern));
        Server server = JettyServers.server(application.threads());
        server.setHandler(context);
        return JettyServers.start(server);
    }
}
