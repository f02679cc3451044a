/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;

/**
 * Where in the application's space of paths the filter stands: below which prefixes, after the context path. Works on
 * raw paths only.
 *
 * @param prefixes each empty, or beginning with a slash and not ending with one; longest first
 */
record Mount(List<String> prefixes) {

    Mount {
        prefixes = prefixes.stream()
                .sorted((one, other) -> other.length() - one.length())
                .toList();
    }

    /** The mount of a filter that was told its prefix, or else was mapped to some URL patterns. */
    static Mount of(FilterConfig config, Optional<String> prefix) {
        if (prefix.isPresent()) {
            return new Mount(List.of(checked(prefix.get())));
        }
        FilterRegistration registration = config.getServletContext().getFilterRegistration(config.getFilterName());
        List<String> prefixes = registration == null
                ? List.of()
                : registration.getUrlPatternMappings().stream()
                        .filter(pattern -> pattern.endsWith("/*"))
                        .map(pattern -> pattern.substring(0, pattern.length() - 2))
                        .distinct()
                        .toList();
        return new Mount(prefixes.isEmpty() ? List.of("") : prefixes);
    }

    private static String checked(String prefix) {
        boolean slashes = prefix.startsWith("/") && !prefix.endsWith("/");
        if (!prefix.isEmpty() && !slashes) {
            throw new IllegalArgumentException(
                    "'" + prefix + "' is no prefix: it is empty, or begins with a slash and does not end with one");
        }
        return prefix;
    }

    /** The raw path below the mount; empty where the request lies elsewhere. */
    Optional<String> path(HttpServletRequest request) {
        String uri = request.getRequestURI();
        String context = request.getContextPath();
        for (String prefix : prefixes) {
            String base = context + prefix;
            if (uri.startsWith(base) && (uri.length() == base.length() || uri.charAt(base.length()) == '/')) {
                return Optional.of(uri.substring(base.length()));
            }
        }
        return Optional.empty();
    }
}
