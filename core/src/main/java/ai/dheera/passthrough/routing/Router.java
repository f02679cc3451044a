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
import java.util.function.Supplier;

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
     * {@return where a request goes, of a gateway at the root of its host}
     *
     * @param provider its provider
     * @param request the request
     * @throws Refusal {@code bad_path}, {@code bad_request} or {@code unknown_route}
     */
    public Routed route(Provider provider, ClientRequest request) {
        return route(provider, request, () -> "");
    }

    /**
     * {@return where a request goes}
     *
     * @param provider its provider
     * @param request the request
     * @param baseUrl below which clients reach the gateway, without a slash at its end
     * @throws Refusal {@code bad_path}, {@code bad_request} or {@code unknown_route}
     */
    public Routed route(Provider provider, ClientRequest request, Supplier<String> baseUrl) {
        String rest = request.path().substring(1 + provider.name().length());
        PathCheck check = PathCheck.of(rest);
        if (!provider.aliases().isEmpty()) {
            check.noVariables();
        }
        HeadCheck.check(request);
        Optional<Routed> found = match(provider, request.method(), rest)
                .or(() -> matchAlias(provider, request.method(), rest))
                .or(() -> matchRoot(provider, request.method(), rest))
                .or(() -> matchDoubled(provider, request.method(), rest, baseUrl));
        check.slashesOnlyFrom(
                found.flatMap(routed -> modelPosition(routed, rest)).orElse(Integer.MAX_VALUE));
        return found.orElseThrow(() -> Refusal.of(
                ErrorCode.UNKNOWN_ROUTE,
                "Provider '" + provider.name() + "' has no endpoint " + request.method() + " " + rest + "."
                        + WebSockets.remark(request)));
    }

    /** A route that is spelled out goes before one for any rest, also where the version has to be put right for it. */
    private static Optional<Routed> match(Provider provider, String method, String rest) {
        Optional<Routed> asSent = matchExactly(provider, method, rest);
        String version = provider.version();
        if (version.isEmpty() || asSent.filter(Router::isSpelledOut).isPresent()) {
            return asSent;
        }
        boolean doubled = rest.startsWith(version + version + "/");
        Optional<Routed> putRight =
                matchExactly(provider, method, doubled ? rest.substring(version.length()) : version + rest);
        boolean better = doubled || putRight.filter(Router::isSpelledOut).isPresent();
        return better ? putRight.or(() -> asSent) : asSent.or(() -> putRight);
    }

    private static Optional<Routed> matchAlias(Provider provider, String method, String rest) {
        return provider.aliases().stream()
                .flatMap(alias -> alias.resolve(rest).stream())
                .flatMap(path -> matchExactly(provider, method, path).stream())
                .findFirst();
    }

    /** No path means the root (RFC 3986, 6.2.3): some SDKs drop the slash behind a base URL that has a path. */
    private static Optional<Routed> matchRoot(Provider provider, String method, String rest) {
        return rest.isEmpty() ? matchExactly(provider, method, "/") : Optional.empty();
    }

    /** Google's SDK for Java puts the path of its base URL ahead of an upload's URL, which has it already. */
    private static Optional<Routed> matchDoubled(
            Provider provider, String method, String rest, Supplier<String> baseUrl) {
        String doubled = pathOf(baseUrl.get()) + "/" + provider.name();
        return rest.startsWith(doubled + "/")
                ? match(provider, method, rest.substring(doubled.length()))
                : Optional.empty();
    }

    /** Without a parser: the host may be whatever a client calls it. */
    private static String pathOf(String url) {
        int path = url.indexOf('/', url.indexOf("//") + 2);
        return path < 0 ? "" : url.substring(path);
    }

    private static boolean isSpelledOut(Routed routed) {
        return !routed.route().path().endsWith("*");
    }

    private static Optional<Routed> matchExactly(Provider provider, String method, String path) {
        return provider.route(method, path).map(found -> new Routed(provider, found.route(), found.variables(), path));
    }

    /** Where in the path as it was sent the segment begins that names the model. */
    private static Optional<Integer> modelPosition(Routed routed, String sent) {
        for (ModelLocation location : routed.route().models()) {
            if (location.part() == ModelLocation.Part.PATH) {
                String template = routed.route().path();
                String first = location.variables().get(0);
                String before = template.substring(0, template.indexOf("{" + first + "}"));
                int slashes = (int) before.chars().filter(c -> c == '/').count();
                int added = routed.path().length() - sent.length();
                return Optional.of(positionBehindSlashes(routed.path(), slashes) - added);
            }
        }
        return Optional.empty();
    }

    private static int positionBehindSlashes(String path, int slashes) {
        int position = 0;
        for (int i = 0; i < slashes; i++) {
            position = path.indexOf('/', position) + 1;
        }
        return position;
    }
}
