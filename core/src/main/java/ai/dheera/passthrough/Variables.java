/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** What fills in the variables of one request's base URL and path: its own path, its credential, its provider. */
final class Variables {

    /** A label of a host name: it can neither end the host nor lead to another domain. */
    private static final Pattern IN_A_HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    private static final Pattern IN_A_PATH = Pattern.compile("[A-Za-z0-9._:@-]+");

    private final Provider provider;
    private final Route route;
    private final List<String> inPath;
    private final Credential credential;

    Variables(Provider provider, Route route, List<String> inPath, Credential credential) {
        this.provider = provider;
        this.route = route;
        this.inPath = inPath;
        this.credential = credential;
    }

    Destination destination(Upstreams upstreams, String path) {
        URI url = upstream(upstreams).url(this::hostLabel);
        boolean plain = provider.aliases().isEmpty() || path.indexOf('{') < 0;
        return new Destination(url, plain ? path : new Template(path).filled(this::pathText));
    }

    private BaseUrl upstream(Upstreams upstreams) {
        boolean main = upstreams.isOne() || route.upstream().isEmpty();
        return main ? upstreams.main() : upstreams.named(new Template(route.upstream()).filled(this::value));
    }

    private String hostLabel(String name) {
        String value = value(name);
        if (!IN_A_HOST.matcher(value).matches()) {
            throw Refusal.of(
                    ErrorCode.BAD_PATH, "The '" + name + "' in the path is none; nothing was sent to the provider.");
        }
        return value;
    }

    private String pathText(String name) {
        String value = setting(name);
        if (!IN_A_PATH.matcher(value).matches()) {
            throw missing(name);
        }
        return value;
    }

    /** A variable of the path, which may itself have been filled in for an alias. */
    private String value(String name) {
        int index = route.variableIndex(name);
        boolean told = index >= 0 && !inPath.get(index).equals("{" + name + "}");
        return told ? inPath.get(index) : setting(name);
    }

    private String setting(String name) {
        String own = credential.settings().get(name);
        String value = own == null ? provider.settings().get(name) : own;
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    private Refusal missing(String name) {
        return Refusal.of(
                ErrorCode.NO_CREDENTIAL,
                "The gateway has no usable '" + name + "' for provider '" + provider.name()
                        + "'. Its operator has to configure one.");
    }
}
