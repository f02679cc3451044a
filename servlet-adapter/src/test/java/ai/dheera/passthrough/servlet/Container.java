/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

/** A servlet container that runs a web application on a free port of the loopback address. */
interface Container extends AutoCloseable {

    int port();

    /** Stops the container as its operator would, filters destroyed. */
    @Override
    void close() throws Exception;

    /** Starts the container that this test run is for, see the system property {@code container}. */
    static Container start(WebApplication application) throws Exception {
        return switch (name()) {
            case "jetty-ee10" -> load("JettyEe10").run(application);
            case "jetty-ee11" -> load("JettyEe11").run(application);
            case "tomcat-10.1", "tomcat-11" -> load("Tomcats").run(application);
            default -> throw new IllegalStateException("there is no container '" + name() + "'");
        };
    }

    static String name() {
        return System.getProperty("container", "jetty-ee10");
    }

    /** Each container is loaded by its name, since only one is on the class path. */
    private static Launcher load(String simpleName) throws ReflectiveOperationException {
        String name = Container.class.getPackageName() + "." + simpleName;
        return (Launcher) Class.forName(name).getDeclaredConstructor().newInstance();
    }

    /** Starts containers of one kind. */
    interface Launcher {
        Container run(WebApplication application) throws Exception;
    }
}
