/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.contenders;

import ai.dheera.passthrough.benchmarks.contenders.InJetty.Row;
import ai.dheera.passthrough.benchmarks.processes.Jdk;
import ai.dheera.passthrough.benchmarks.traffic.Keys;
import ai.dheera.passthrough.benchmarks.traffic.Workload;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** All that can be compared. */
public final class Contenders {

    /** Their names on a command line. */
    public static final List<String> IDS = List.of("nginx", "constant", "jetty", "unlimited", "budget", "limited");

    private static final Set<Workload> ALL = EnumSet.allOf(Workload.class);

    private static final InJetty CONSTANT = new InJetty(
            "constant", "a servlet with a constant answer: no proxy", EnumSet.of(Workload.JSON), ConstantServer.class);
    private static final InJetty PROXY = new InJetty("jetty", "`AsyncProxyServlet`", ALL, JettyProxyServer.class);
    private static final InJetty GATEWAY = new InJetty(
            GatewayServer.class,
            ALL,
            List.of(
                    new Row("unlimited", "Dheera Pass-Through, keys without limits", Keys.UNLIMITED),
                    new Row("budget", "Dheera Pass-Through, a budget and a rate limit on each key", Keys.BUDGET),
                    new Row("limited", "Dheera Pass-Through, two budgets and four limits on each key", Keys.LIMITED)));

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
        jdks.forEach(jdk -> all.addAll(CONSTANT.on(jdk)));
        jdks.forEach(jdk -> all.addAll(PROXY.on(jdk)));
        otherBuilds.forEach(jar -> jdks.forEach(jdk -> all.addAll(GATEWAY.on(jdk, jar))));
        jdks.forEach(jdk -> all.addAll(GATEWAY.on(jdk)));
        return all;
    }

    private static void tellMissingNginx() {
        System.err.println("nginx is not installed, and left out. On Debian: apt-get install nginx-light");
    }
}
