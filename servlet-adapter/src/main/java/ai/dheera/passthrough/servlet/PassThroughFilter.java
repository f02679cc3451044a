/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.config.ConfigurationFile;
import ai.dheera.passthrough.config.InvalidConfiguration;
import ai.dheera.passthrough.keys.KeyAdministration;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.usage.UsageStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mounts the gateway in a web application. Register it for the dispatcher types {@code REQUEST} and {@code ASYNC}, with
 * asynchronous support, at {@code /*} or below any prefix ({@code /llm/*}).
 *
 * <p>In {@code web.xml} it takes these init parameters:
 *
 * <ul>
 *   <li>{@code config}: the path of the configuration file; needed there
 *   <li>{@code shared}: {@code true} where a path whose first segment is no provider goes on down the filter chain;
 *       {@code false}, as it is unless said otherwise, where it is answered with 404
 *   <li>{@code prefix}: where the filter stands below the context path, if that cannot be told from its URL patterns
 * </ul>
 *
 * <p>{@link #destroy} lets running exchanges finish for the configured grace, and cuts the rest off.
 */
public final class PassThroughFilter implements Filter {

    /** The attribute of the web application that holds the filter, where that has a configuration file. */
    static final String ATTRIBUTE = PassThroughFilter.class.getName();

    private static final Logger log = LoggerFactory.getLogger(PassThroughFilter.class);
    private static final Set<String> PARAMETERS = Set.of("config", "shared", "prefix");

    private final AtomicBoolean blockingTold = new AtomicBoolean();
    private @Nullable PassThrough gateway;
    private @Nullable ConfigurationFile configuration;
    private boolean shared;
    private Mount mount = new Mount(List.of(""));

    /** A filter that finds its configuration in its init parameters. */
    public PassThroughFilter() {}

    /**
     * A filter over a gateway, whose {@link PassThrough#close} becomes the filter's affair.
     *
     * @param gateway the gateway
     * @param shared whether a path whose first segment is no provider goes on down the filter chain
     */
    public PassThroughFilter(PassThrough gateway, boolean shared) {
        this.gateway = gateway;
        this.shared = shared;
    }

    /**
     * Makes the filter ready.
     *
     * @throws ServletException where an init parameter or the configuration is wrong, with all that is
     */
    @Override
    public void init(FilterConfig config) throws ServletException {
        checkNames(config);
        try {
            mount = Mount.of(config, parameter(config, "prefix"));
        } catch (IllegalArgumentException e) {
            throw wrong(config, "prefix", String.valueOf(e.getMessage()));
        }
        Optional<Boolean> sharing = sharing(config);
        shared = sharing.orElse(shared);
        Optional<String> file = parameter(config, "config");
        boolean startedAgain = configuration != null;
        if (gateway == null || startedAgain) {
            open(config, file.orElseThrow(() -> wrong(config, "config", "names no configuration file")));
        } else if (file.isPresent()) {
            throw wrong(config, "config", "is of no use: the filter was given its gateway");
        }
    }

    private static Optional<String> parameter(FilterConfig config, String name) {
        return Optional.ofNullable(config.getInitParameter(name));
    }

    private static void checkNames(FilterConfig config) throws ServletException {
        for (String name : Collections.list(config.getInitParameterNames())) {
            if (!PARAMETERS.contains(name)) {
                throw wrong(config, name, "is not known; these are: " + new TreeSet<>(PARAMETERS));
            }
        }
    }

    private static Optional<Boolean> sharing(FilterConfig config) throws ServletException {
        Optional<String> text = parameter(config, "shared");
        if (text.isPresent() && !text.get().equals("true") && !text.get().equals("false")) {
            throw wrong(config, "shared", "is true or false, not '" + text.get() + "'");
        }
        return text.map(Boolean::valueOf);
    }

    private static ServletException wrong(FilterConfig config, String name, String what) {
        return new ServletException("filter '" + config.getFilterName() + "': init parameter '" + name + "' " + what);
    }

    private void open(FilterConfig config, String file) throws ServletException {
        try {
            ConfigurationFile opened = ConfigurationFile.open(Path.of(file));
            configuration = opened;
            gateway = opened.gateway().build();
            config.getServletContext().setAttribute(ATTRIBUTE, this);
        } catch (InvalidPathException e) {
            throw wrong(config, "config", "names no file: " + e.getReason());
        } catch (InvalidConfiguration e) {
            throw new ServletException(
                    "filter '" + config.getFilterName() + "' has no valid configuration:\n" + e.getMessage());
        }
    }

    Optional<PassThrough> gateway() {
        return Optional.ofNullable(gateway);
    }

    /**
     * The filter with a configuration file in the same web application.
     *
     * @throws ServletException where there is none
     */
    static PassThroughFilter of(HttpServlet servlet) throws ServletException {
        Object attribute = servlet.getServletContext().getAttribute(ATTRIBUTE);
        if (attribute instanceof PassThroughFilter filter) {
            return filter;
        }
        throw new ServletException("servlet '" + servlet.getServletName()
                + "' was not given a gateway, and finds no filter " + PassThroughFilter.class.getName()
                + " with a configuration file in its web application");
    }

    /** What the configuration file lets operators administer at the moment. */
    Optional<KeyAdministration> keyAdministration() {
        return configuration == null ? Optional.empty() : configuration.keyAdministration();
    }

    /** What the configuration file names at the moment. */
    Optional<UsageStore> usageStore() {
        return configuration == null ? Optional.empty() : configuration.usageStore();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        PassThrough passThrough = gateway;
        if (passThrough == null) {
            throw new ServletException("the filter was not initialised");
        }
        if (request.getDispatcherType() == DispatcherType.ASYNC && Breakable.isBroken(request)) {
            throw new BrokenAnswer();
        }
        boolean http = request instanceof HttpServletRequest && response instanceof HttpServletResponse;
        if (!http || request.getDispatcherType() != DispatcherType.REQUEST) {
            chain.doFilter(request, response);
            return;
        }
        HttpServletRequest httpRequest = (HttpServletRequest) request;
        Optional<String> path = mount.path(httpRequest);
        if (shared && path.filter(passThrough::serves).isEmpty()) {
            chain.doFilter(request, response);
        } else {
            ClientRequest asked = Heads.of(httpRequest, path.orElse("/"));
            handle(passThrough, asked, httpRequest, (HttpServletResponse) response);
        }
    }

    private void handle(
            PassThrough passThrough, ClientRequest asked, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.isAsyncSupported()) {
            ServletExchange exchange = new ServletExchange(request, response, asked);
            passThrough.handle(exchange);
            exchange.detach();
        } else {
            tellBlocking(request);
            BlockingExchange exchange = new BlockingExchange(request, response, asked);
            passThrough.handle(exchange);
            exchange.run();
        }
    }

    private void tellBlocking(HttpServletRequest request) {
        if (blockingTold.compareAndSet(false, true)) {
            log.warn(
                    "Requests hold a thread of the container each: a filter ahead of this one, this one itself, or the"
                            + " servlet does not support asynchronous requests ({}). Set async-supported for all of"
                            + " them.",
                    reason(request));
        }
    }

    /** The container knows which one it is, and says so where asynchrony is asked for. */
    private static String reason(HttpServletRequest request) {
        try {
            request.startAsync();
            return "now it does";
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Lets running exchanges finish for the configured grace, cuts the rest off, and writes every usage record. */
    @Override
    public void destroy() {
        if (gateway != null) {
            gateway.close();
        }
        if (configuration != null) {
            configuration.close();
        }
    }
}
