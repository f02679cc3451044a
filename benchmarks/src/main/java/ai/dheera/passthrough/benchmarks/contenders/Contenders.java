/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.contenders;

import ai.dheera.passthrough.benchmarks.processes.Jdk;
import ai.dheera.passthrough.benchmarks.traffic.Workload;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** All that can be compared. */
public final class Contenders {

    /** Their names on a command line. */
    public static final List<String> IDS = List.of("nginx", "constant", "jetty", "unlimited", "gateway");

    private static final Set<Workload> ALL = EnumSet.allOf(Workload.class);

    private static final InJetty CONSTANT = new InJetty(
            "constant", "a servlet with a constant answer: no proxy", EnumSet.of(Workload.JSON), ConstantServer.class);
    private static final InJetty PROXY = new InJetty("jetty", "`AsyncProxyServlet`", ALL, JettyProxyServer.class);
    private static final InJetty UNLIMITED =
            new InJetty("unlimited", "Dheera Pass-Through, keys without limits", ALL, UnlimitedServer.class);
    private static final InJetty GATEWAY = new InJetty("gateway", "Dheera Pass-Through", ALL, GatewayServer.class);

    private Contenders() {}

    /**
     * {@return all that can be run here, those in Java once a JDK}
     *
     * @param jdks the JDKs
     * @param otherBuilds jars of other builds of this program, whose gateways are compared too
     */
    public static List<Contender> on(List<Jdk> jdks, List<String> otherBuilds) {
        List<Contender> all = new ArrayList<>();
        Nginx.installed().map(Nginx::contender).ifPresentOrElse(all::add, Contenders::tellMissingNginx);
        jdks.forEach(jdk -> all.add(CONSTANT.on(jdk)));
        jdks.forEach(jdk -> all.add(PROXY.on(jdk)));
        jdks.forEach(jdk -> all.add(UNLIMITED.on(jdk)));
        otherBuilds.forEach(jar -> jdks.forEach(jdk -> all.add(GATEWAY.on(jdk, jar))));
        jdks.forEach(jdk -> all.add(GATEWAY.on(jdk)));
        return all;
    }

    private static void tellMissingNginx() {
        System.err.println("nginx is not installed, and left out. On Debian: apt-get install nginx-light");
    }
}
