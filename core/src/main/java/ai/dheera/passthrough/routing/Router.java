/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.routing;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.spi.ClientRequest;
import java.util.Optional;

/** Finds provider and route of a path, and refuses every path that a provider might read otherwise than we do. */
public final class Router {

    private final ProviderRegistry providers;

    /**
     * A router.
     *
     * @param providers asked on every request
     */
    public Router(ProviderRegistry providers) {
        this.providers = providers;
    }

    /**
     * {@return the provider that a path names in its first segment, if any}
     *
     * @param path the raw path, such as {@code /anthropic/v1/messages}
     */
    public Optional<Provider> provider(String path) {
        String name = segment(path);
        return name.isEmpty() ? Optional.empty() : providers.find(name);
    }

    /**
     * {@return the first segment of a path, which names its provider; empty where there is none}
     *
     * @param path the raw path
     */
    public static String segment(String path) {
        if (!path.startsWith("/")) {
            return "";
        }
        int end = path.indexOf('/', 1);
        return path.substring(1, end < 0 ? path.length() : end);
    }

    /**
     * {@return the provider of a request}
     *
     * @param request the request
     * @throws Refusal {@code unknown_provider}
     */
    public Provider providerOf(ClientRequest request) {
        return provider(request.path())
                .orElseThrow(() -> Refusal.of(
                        ErrorCode.UNKNOWN_PROVIDER,
                        "The path names no provider that this gateway serves: its first segment must be one."));
    }

    /**
     * {@return where a request goes}
     *
     * @param provider its provider
     * @param request the request
     * @throws Refusal {@code bad_path} or {@code unknown_route}
     */
    public Routed route(Provider provider, ClientRequest request) {
        String rest = request.path().substring(1 + provider.name().length());
        PathCheck check = PathCheck.of(rest);
        Routed routed = match(provider, request.method(), rest)
                .orElseThrow(() -> Refusal.of(
                        ErrorCode.UNKNOWN_ROUTE,
                        "Provider '" + provider.name() + "' has no endpoint " + request.method() + " " + rest + "."));
        int added = routed.path().length() - rest.length();
        check.slashesOnlyFrom(modelPosition(routed) - added);
        return routed;
    }

    private static Optional<Routed> match(Provider provider, String method, String rest) {
        Optional<Routed> asSent = matchExactly(provider, method, rest);
        String version = provider.version();
        if (asSent.isPresent() || version.isEmpty()) {
            return asSent;
        }
        boolean doubled = rest.startsWith(version + version + "/");
        return matchExactly(provider, method, doubled ? rest.substring(version.length()) : version + rest);
    }

    private static Optional<Routed> matchExactly(Provider provider, String method, String path) {
        return provider.route(method, path).map(found -> new Routed(provider, found.route(), found.variables(), path));
    }

    /** Where in the path the segment begins that names the model; behind the path where none does. */
    private static int modelPosition(Routed routed) {
        for (ModelLocation location : routed.route().models()) {
            if (location.part() == ModelLocation.Part.PATH) {
                String template = routed.route().path();
                String before = template.substring(0, template.indexOf("{" + location.name() + "}"));
                return positionBehindSlashes(routed.path(), (int)
                        before.chars().filter(c -> c == '/').count());
            }
        }
        return Integer.MAX_VALUE;
    }

    private static int positionBehindSlashes(String path, int slashes) {
        int position = 0;
        for (int i = 0; i < slashes; i++) {
            position = path.indexOf('/', position) + 1;
        }
        return position;
    }
}
