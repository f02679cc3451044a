/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The options of a credential, once they are known to fit together. */
record Options(Map<String, String> byName) {

    static final String TENANT_ID = "tenantId";
    static final String CLIENT_ID = "clientId";
    static final String CLIENT_SECRET = "clientSecret";
    static final String CERTIFICATE = "certificate";
    static final String CERTIFICATE_PASSWORD = "certificatePassword";
    static final String MANAGED_IDENTITY = "managedIdentity";
    static final String SCOPE = "scope";
    static final String AUTHORITY = "authority";

    static final Set<String> NAMES = Set.of(
            TENANT_ID, CLIENT_ID, CLIENT_SECRET, CERTIFICATE, CERTIFICATE_PASSWORD, MANAGED_IDENTITY, SCOPE, AUTHORITY);

    private static final String USUAL_SCOPE = "https://cognitiveservices.azure.com/.default";

    /** What is of no use to a managed identity. */
    private static final List<String> OF_APPLICATIONS =
            List.of(TENANT_ID, CLIENT_ID, CLIENT_SECRET, CERTIFICATE, CERTIFICATE_PASSWORD, AUTHORITY);

    static Options of(Map<String, String> byName) {
        Options options = new Options(Map.copyOf(byName));
        options.refuseEmptyOnes();
        if (options.has(MANAGED_IDENTITY)) {
            options.refuseWhatIsOfNoUseToAManagedIdentity();
        } else {
            options.refuseHalfAnApplication();
        }
        options.refuseOddValues();
        return options;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    String required(String name) {
        return get(name).orElseThrow();
    }

    String scope() {
        return get(SCOPE).orElse(USUAL_SCOPE);
    }

    private void refuseEmptyOnes() {
        byName.forEach((name, value) -> {
            if (value.isBlank()) {
                throw new IllegalArgumentException("has an empty \"" + name + "\": leave it out, or fill it in");
            }
        });
    }

    private void refuseWhatIsOfNoUseToAManagedIdentity() {
        OF_APPLICATIONS.stream().filter(this::has).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(
                    "has a \"managedIdentity\", to which the \"" + name + "\" is of no use: leave one of them out");
        });
    }

    private void refuseHalfAnApplication() {
        if (has(CLIENT_SECRET) && has(CERTIFICATE)) {
            throw new IllegalArgumentException("needs either a \"clientSecret\" or a \"certificate\", not both");
        }
        if (has(CERTIFICATE_PASSWORD) && !has(CERTIFICATE)) {
            throw new IllegalArgumentException("has a \"certificatePassword\" without the \"certificate\" of it");
        }
        boolean proves = has(CLIENT_SECRET) || has(CERTIFICATE);
        if (proves && !(has(TENANT_ID) && has(CLIENT_ID))) {
            throw new IllegalArgumentException(
                    "needs the \"tenantId\" and the \"clientId\" of the application that the \""
                            + (has(CLIENT_SECRET) ? CLIENT_SECRET : CERTIFICATE) + "\" belongs to");
        }
        if (!proves && (has(TENANT_ID) || has(CLIENT_ID))) {
            throw new IllegalArgumentException(
                    "needs a \"clientSecret\" or a \"certificate\" of the application. For a"
                            + " managed identity give \"managedIdentity\" alone; for the Azure SDK's default credential, nothing");
        }
    }

    private void refuseOddValues() {
        refuseUnless("[A-Za-z0-9.-]+", TENANT_ID, "letters, digits, dots and hyphens are");
        refuseUnless("[A-Za-z0-9-]+", CLIENT_ID, "letters, digits and hyphens are");
        refuseUnless("[A-Za-z0-9-]+", MANAGED_IDENTITY, "\"system\", or the client id of a user-assigned one is");
        refuseUnless("\\S+/\\.default", SCOPE, "one such as " + USUAL_SCOPE + " is");
        get(AUTHORITY).ifPresent(Options::refuseOddAuthority);
    }

    private void refuseUnless(String pattern, String name, String right) {
        get(name).filter(value -> !value.matches(pattern)).ifPresent(value -> {
            throw new IllegalArgumentException("has the \"" + name + "\" '" + value + "', which is none: " + right);
        });
    }

    private static void refuseOddAuthority(String authority) {
        if (!isHttps(authority)) {
            throw new IllegalArgumentException("has an \"authority\" that is none: an https URL without user, query and"
                    + " fragment is, such as https://login.microsoftonline.com");
        }
    }

    private static boolean isHttps(String url) {
        try {
            URI uri = new URI(url);
            return "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Names only: values may be secrets. */
    @Override
    public String toString() {
        return byName.keySet().toString();
    }
}
