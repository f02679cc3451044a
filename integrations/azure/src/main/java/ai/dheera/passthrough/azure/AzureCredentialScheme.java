/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import ai.dheera.passthrough.spi.CredentialScheme;
import ai.dheera.passthrough.spi.RequestSigner;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code "azure": {…}} in a credential: requests carry an access token of Microsoft Entra ID, for an application with a
 * secret or a certificate, for a managed identity, or for what the Azure SDK finds by itself (its default credential).
 */
public final class AzureCredentialScheme implements CredentialScheme {

    /** For the {@link java.util.ServiceLoader}. */
    public AzureCredentialScheme() {}

    @Override
    public String name() {
        return "azure";
    }

    @Override
    public Set<String> options() {
        return Options.NAMES;
    }

    @Override
    public RequestSigner signer(Map<String, String> options) {
        Options checked = Options.of(options);
        TokenCredential identity = Identity.of(checked);
        TokenRequestContext wanted = new TokenRequestContext().addScopes(checked.scope());
        List<String> secrets = Stream.of(Options.CLIENT_SECRET, Options.CERTIFICATE_PASSWORD)
                .flatMap(name -> checked.get(name).stream())
                .toList();
        return new TokenSigner(
                new RenewedToken(() -> identity.getTokenSync(wanted), InstantSource.system()), new Wording(secrets));
    }
}
