/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Whole applications in Tomcat: set up by their own code, or by a {@code web.xml}. */
final class TomcatApplications {

    /** The code by which an application sets itself up. */
    interface Setup {
        void accept(ServletContext application) throws Exception;
    }

    Container run(Path directory, Setup setup) throws Exception {
        Tomcat tomcat = tomcat(directory);
        Context context = tomcat.addContext("", directory.toString());
        Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet")
                .setAsyncSupported(true);
        context.addServletMappingDecoded("/", "default");
        context.addServletContainerInitializer(
                (classes, application) -> {
                    try {
                        setup.accept(application);
                    } catch (Exception e) {
                        throw new ServletException(e);
                    }
                },
                null);
        return Tomcats.start(tomcat, context);
    }

    Container run(Path directory, String webXml) throws Exception {
        Path application = Files.createDirectories(directory.resolve("app"));
        Files.writeString(
                Files.createDirectories(application.resolve("WEB-INF")).resolve("web.xml"), webXml);
        Tomcat tomcat = tomcat(directory);
        tomcat.setAddDefaultWebXmlToWebapp(false);
        Context context = tomcat.addWebapp("", application.toString());
        Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet")
                .setAsyncSupported(true);
        context.addServletMappingDecoded("/", "default");
        return Tomcats.start(tomcat, context);
    }

    private static Tomcat tomcat(Path directory) {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.resolve("tomcat").toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        return tomcat;
    }
}
