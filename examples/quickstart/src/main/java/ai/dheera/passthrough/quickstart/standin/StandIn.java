/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.standin;

import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * A server on a free loopback port that answers as Anthropic and OpenAI do, with an echo of what it was told. Like them
 * it wants a secret, which it makes up anew each time.
 */
public final class StandIn implements AutoCloseable {

    private static final int LONGEST_HEAD = 64 * 1024;
    private static final int SECRET_BYTES = 24;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http()));
    private final String secret = newSecret();
    private final Map<String, ProviderServlet> providers =
            Map.of("anthropic", new AnthropicServlet(secret), "openai", new OpenAiServlet(secret));

    private StandIn() {}

    /**
     * {@return one that is ready for requests}
     *
     * @throws Exception where there is no free port
     */
    public static StandIn start() throws Exception {
        StandIn standIn = new StandIn();
        standIn.startServer();
        return standIn;
    }

    private void startServer() throws Exception {
        ServletContextHandler application = new ServletContextHandler();
        providers.forEach((name, servlet) -> application.addServlet(new ServletHolder(servlet), "/" + name + "/*"));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(application);
        server.start();
    }

    /** Any path is for the provider to judge: a model's name may have an encoded slash in it. */
    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setRequestHeaderSize(LONGEST_HEAD);
        return http;
    }

    private static String newSecret() {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return "stand-in-" + HexFormat.of().formatHex(random);
    }

    /** {@return the only API key that it accepts} */
    public String secret() {
        return secret;
    }

    /**
     * {@return where it plays a provider, if it does}
     *
     * @param provider the provider's name
     */
    public Optional<URI> upstream(String provider) {
        return providers.containsKey(provider)
                ? Optional.of(URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/" + provider))
                : Optional.empty();
    }

    /** Cuts what is running, and lets the port go. */
    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
