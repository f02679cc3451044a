/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.examples.webxml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** The packaged WAR in a Tomcat, as one would put it into a folder of web applications. */
final class DeployedWar implements AutoCloseable {

    private static final String PROPERTY = "catalina.base";

    private final Tomcat tomcat = new Tomcat();
    private final Context context;

    private DeployedWar(Path base) throws IOException, LifecycleException {
        tomcat.setBaseDir(base.toString());
        Files.createDirectories(base.resolve("webapps"));
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        context = tomcat.addWebapp(
                "/app", Path.of(System.getProperty("web-xml.war")).toString());
        tomcat.start();
    }

    /** Deploys it where {@code conf/llm.json} is below the folder. */
    static DeployedWar in(Path base) throws IOException, LifecycleException {
        System.setProperty(PROPERTY, base.toString());
        return new DeployedWar(base);
    }

    boolean isAvailable() {
        return context.getState() == LifecycleState.STARTED;
    }

    String container() {
        return context.getServletContext().getServerInfo();
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        System.clearProperty(PROPERTY);
    }
}
