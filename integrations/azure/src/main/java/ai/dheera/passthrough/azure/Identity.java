/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.AzureAuthorityHosts;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who asks Entra for tokens. Nobody is asked when it is made. */
final class Identity {

    private static final String SYSTEM = "system";

    /** The clouds of Microsoft's own, which vouch for each other. Nobody could vouch for another authority. */
    private static final Set<String> PUBLIC_AUTHORITIES = Stream.of(
                    AzureAuthorityHosts.AZURE_PUBLIC_CLOUD,
                    AzureAuthorityHosts.AZURE_CHINA,
                    AzureAuthorityHosts.AZURE_GOVERNMENT)
            .map(url -> URI.create(url).getHost())
            .collect(Collectors.toUnmodifiableSet());

    private Identity() {}

    static TokenCredential of(Options options) {
        if (options.has(Options.MANAGED_IDENTITY)) {
            return managed(options.required(Options.MANAGED_IDENTITY));
        }
        if (options.has(Options.CLIENT_SECRET)) {
            return application(new ClientSecretCredentialBuilder(), options)
                    .clientSecret(options.required(Options.CLIENT_SECRET))
                    .build();
        }
        return options.has(Options.CERTIFICATE) ? certified(options) : usual(options);
    }

    private static TokenCredential managed(String which) {
        ManagedIdentityCredentialBuilder builder = new ManagedIdentityCredentialBuilder();
        return which.equals(SYSTEM) ? builder.build() : builder.clientId(which).build();
    }

    private static TokenCredential certified(Options options) {
        String file = options.required(Options.CERTIFICATE);
        ClientCertificateCredentialBuilder builder = application(new ClientCertificateCredentialBuilder(), options);
        return switch (CertificateFile.read(file, options.get(Options.CERTIFICATE_PASSWORD))) {
            case PEM -> builder.pemCertificate(file).build();
            case PFX ->
                builder.pfxCertificate(file)
                        .clientCertificatePassword(
                                options.get(Options.CERTIFICATE_PASSWORD).orElse(""))
                        .build();
        };
    }

    private static <T extends AadCredentialBuilderBase<T>> T application(T builder, Options options) {
        builder.tenantId(options.required(Options.TENANT_ID)).clientId(options.required(Options.CLIENT_ID));
        options.get(Options.AUTHORITY).ifPresent(authority -> {
            builder.authorityHost(authority);
            if (!isPublic(authority)) {
                builder.disableInstanceDiscovery();
            }
        });
        return builder;
    }

    private static TokenCredential usual(Options options) {
        DefaultAzureCredentialBuilder builder = new DefaultAzureCredentialBuilder();
        options.get(Options.AUTHORITY).ifPresent(authority -> {
            builder.authorityHost(authority);
            if (!isPublic(authority)) {
                builder.disableInstanceDiscovery();
            }
        });
        return builder.build();
    }

    private static boolean isPublic(String authority) {
        return PUBLIC_AUTHORITIES.contains(URI.create(authority).getHost());
    }
}
