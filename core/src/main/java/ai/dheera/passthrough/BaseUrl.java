/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Where a provider's paths begin; may have variables in its host, such as
 * <code>https://{location}-api.example.com</code>. Immutable.
 */
final class BaseUrl {

    private static final int HIGHEST_PORT = 65_535;

    private final Template template;
    private final URI example;

    private BaseUrl(Template template, URI example) {
        this.template = template;
        this.example = example;
    }

    /**
     * A base URL as it is written; without the slash at its end, and without the version that the routes begin with,
     * which people copy from an SDK. What no request can be sent to is refused, and not repeated: it may have a password
     * in it.
     */
    static BaseUrl of(String provider, String text, String version) {
        Template template = new Template(trimmed(text, version));
        URI example = checked(provider, template.filled(name -> "x"));
        if (!new Template(example.getRawPath()).isPlain() || !isOnlyInHost(template)) {
            throw new IllegalArgumentException(
                    "the upstream of provider '" + provider + "' may have {variables} in its host only");
        }
        return new BaseUrl(template, example);
    }

    private static boolean isOnlyInHost(Template template) {
        return new Template(template.text().substring(pathStart(template.text()))).isPlain();
    }

    private static String trimmed(String text, String version) {
        String url = text;
        while (url.endsWith("/") && url.length() > pathStart(url)) {
            url = url.substring(0, url.length() - 1);
        }
        boolean versioned = !version.isEmpty()
                && url.startsWith(version, Math.max(pathStart(url), url.length() - version.length()));
        return versioned ? url.substring(0, url.length() - version.length()) : url;
    }

    private static int pathStart(String url) {
        int host = url.indexOf("//") + 2;
        int path = url.indexOf('/', host);
        return path < 0 ? url.length() : path;
    }

    private static URI checked(String provider, String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw unusable(provider);
        }
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null || url.getPort() > HIGHEST_PORT || url.getPort() == 0) {
            throw unusable(provider);
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the upstream of provider '" + provider
                    + "' must have no query, fragment or user; name a credential instead");
        }
        if (url.getRawPath().startsWith("//")) {
            throw new IllegalArgumentException(
                    "the path of the upstream of provider '" + provider + "' must begin with one slash");
        }
        return url;
    }

    private static IllegalArgumentException unusable(String provider) {
        return new IllegalArgumentException("the upstream of provider '" + provider
                + "' must be an http or https URL with a host, such as https://api.example.com");
    }

    static String checkedVersion(String version) {
        if (!version.isEmpty() && !version.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException(
                    "the version '" + version + "' must begin with a slash and not end with one, such as /v1");
        }
        return version;
    }

    List<String> variables() {
        return template.variables();
    }

    /** The URL with its variables filled in; the same object at each call where it has none. */
    URI url(UnaryOperator<String> values) {
        return template.isPlain() ? example : URI.create(template.filled(values));
    }

    @Override
    public String toString() {
        return template.text();
    }
}
