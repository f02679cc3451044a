/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.servlet.WebApplication.MappedFilter;
import jakarta.servlet.DispatcherType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** Tomcat 10.1 or 11, whichever is on the class path. */
final class Tomcats implements Container.Launcher {

    /** Held, since the JDK's loggers forget their level when nobody holds them. */
    private static final Logger TOMCAT = Logger.getLogger("org.apache");

    @Override
    public Container run(WebApplication application) throws Exception {
        Path base = Files.createTempDirectory("tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxThreads", Integer.toString(application.threads()));
        connector.setProperty("maxConnections", "20000");
        connector.setProperty("acceptCount", "1000");
        connector.setProperty("maxKeepAliveRequests", "-1");
        // Of the four buffers and their char twins that Tomcat keeps for each connection, two follow these sizes.
        connector.setProperty("socket.appReadBufSize", "2048");
        connector.setProperty("socket.appWriteBufSize", "2048");
        connector.setProperty("connectionTimeout", "600000");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext(application.contextPath(), base.toString());
        int number = 0;
        for (MappedFilter mapped : application.filters()) {
            add(context, mapped, "filter" + number++);
        }
        Wrapper hello = Tomcat.addServlet(context, "hello", new WebApplication.Hello());
        hello.setAsyncSupported(true);
        context.addServletMappingDecoded("/hello", "hello");
        application.servlets().forEach((pattern, servlet) -> {
            Tomcat.addServlet(context, pattern, servlet);
            context.addServletMappingDecoded(pattern, pattern);
        });
        Wrapper rest = Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet");
        rest.setAsyncSupported(true);
        context.addServletMappingDecoded("/", "default");
        return start(tomcat, context);
    }

    private static void add(Context context, MappedFilter mapped, String name) {
        FilterDef definition = new FilterDef();
        definition.setFilterName(name);
        definition.setFilter(mapped.filter());
        definition.setAsyncSupported(Boolean.toString(mapped.asyncSupported()));
        mapped.parameters().forEach(definition::addInitParameter);
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName(name);
        map.addURLPatternDecoded(mapped.pattern());
        for (DispatcherType type : mapped.dispatcherTypes()) {
            map.setDispatcher(type.name());
        }
        context.addFilterMap(map);
    }

    static Container start(Tomcat tomcat, Context context) throws Exception {
        TOMCAT.setLevel(Level.SEVERE);
        tomcat.start();
        if (!context.getState().isAvailable()) {
            tomcat.destroy();
            throw new IllegalStateException("the web application did not start");
        }
        return new Container() {
            @Override
            public int port() {
                return tomcat.getConnector().getLocalPort();
            }

            @Override
            public void close() throws Exception {
                tomcat.stop();
                tomcat.destroy();
            }
        };
    }
}
