/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.KeyCarriers;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leads the URLs in an answer's header fields back through the gateway where they lead to the provider: a client that
 * followed them as they are would pass the gateway by, with a key that is worth nothing there. Others stay as they are.
 */
final class Links {

    private final Call call;
    private final ForwardingListener listener;

    Links(Call call, ForwardingListener listener) {
        this.call = call;
        this.listener = listener;
    }

    /** The value of a header field as the client gets it. */
    String led(String name, String value) {
        Set<String> urls = call.provider().urls();
        boolean ofProvider = !urls.isEmpty() && urls.contains(name.toLowerCase(Locale.ROOT));
        if (!ofProvider && !name.equalsIgnoreCase("Location")) {
            return value;
        }
        Optional<String> target = target(value);
        if (target.isEmpty()) {
            return value;
        }
        if (ofProvider) {
            listener.continuedAt(target.get());
        }
        String base = listener.baseUrl();
        return (value.startsWith("/") ? pathOf(base) : base) + target.get();
    }

    /** Path and query below the gateway's mount, of a URL that leads below the base URL of this exchange. */
    private Optional<String> target(String value) {
        try {
            URI url = new URI(value);
            URI upstream = call.destination().upstream();
            String path = url.getRawPath();
            boolean here = url.getRawAuthority() == null ? value.startsWith("/") : isSameHost(url, upstream);
            if (here && path != null && path.startsWith(upstream.getRawPath() + "/")) {
                String rest = path.substring(upstream.getRawPath().length());
                return Optional.of("/" + call.provider().name() + rest + query(url.getRawQuery()));
            }
        } catch (URISyntaxException e) {
            // not for us to judge
        }
        return Optional.empty();
    }

    private static boolean isSameHost(URI url, URI upstream) {
        return upstream.getScheme().equalsIgnoreCase(url.getScheme())
                && upstream.getHost().equalsIgnoreCase(url.getHost())
                && port(upstream) == port(url)
                && url.getRawUserInfo() == null;
    }

    private static int port(URI url) {
        boolean usual = url.getPort() < 0;
        return usual ? ("https".equalsIgnoreCase(url.getScheme()) ? 443 : 80) : url.getPort();
    }

    /** Some providers repeat the key in such a URL, which is the credential here. */
    private static String query(@Nullable String query) {
        String kept = KeyCarriers.withoutKeys(query);
        return kept == null ? "" : "?" + kept;
    }

    private static String pathOf(String base) {
        int host = base.indexOf("//") + 2;
        int path = base.indexOf('/', host);
        return path < 0 ? "" : base.substring(path);
    }
}
