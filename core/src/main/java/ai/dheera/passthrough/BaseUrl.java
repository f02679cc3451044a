/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.net.URI;

/** Where a provider's paths begin. Immutable. */
final class BaseUrl {

    private static final int HIGHEST_PORT = 65_535;

    private final URI url;

    private BaseUrl(URI url) {
        this.url = url;
    }

    /** Refuses what no request can be sent to, without repeating it: it may have a password in it. */
    static BaseUrl of(String provider, URI url) {
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null || url.getPort() > HIGHEST_PORT || url.getPort() == 0) {
            throw new IllegalArgumentException("the upstream of provider '" + provider
                    + "' must be an http or https URL with a host, such as https://api.example.com");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the upstream of provider '" + provider
                    + "' must have no query, fragment or user; name a credential instead");
        }
        if (url.getRawPath().startsWith("//")) {
            throw new IllegalArgumentException(
                    "the path of the upstream of provider '" + provider + "' must begin with one slash");
        }
        return new BaseUrl(url);
    }

    static String checkedVersion(String version) {
        if (!version.isEmpty() && !version.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException(
                    "the version '" + version + "' must begin with a slash and not end with one, such as /v1");
        }
        return version;
    }

    /** The base that people copy from an SDK may end with the version that the routes begin with. */
    URI without(String version) {
        String path = url.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (!version.isEmpty() && path.endsWith(version)) {
            path = path.substring(0, path.length() - version.length());
        }
        return URI.create(url.getScheme() + "://" + url.getRawAuthority() + path);
    }
}
