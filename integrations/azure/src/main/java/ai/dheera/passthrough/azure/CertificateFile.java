/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The certificate of an application, and its key. The Azure SDK reads it when a token is wanted; we try it at once. */
enum CertificateFile {
    /** Text: a certificate or a chain, and an RSA key that is not encrypted. */
    PEM,
    /** PKCS #12. */
    PFX;

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);

    /** Reads a file; what it is. */
    static CertificateFile read(String name, Optional<String> password) {
        byte[] content = content(name);
        String text = new String(content, StandardCharsets.ISO_8859_1);
        try {
            if (!text.contains("-----BEGIN ")) {
                tryPfx(content, password.orElse(""));
                return PFX;
            }
            tryPem(text);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new IllegalArgumentException("has a \"certificate\" that cannot be used: '" + name
                    + "' is neither a PEM file with a certificate and its RSA key, as BEGIN PRIVATE KEY has it, nor a PFX"
                    + " file with both that \"certificatePassword\" opens");
        }
        if (password.isPresent()) {
            throw new IllegalArgumentException(
                    "has a \"certificatePassword\", which is for PFX files; '" + name + "' is a PEM file");
        }
        return PEM;
    }

    private static byte[] content(String name) {
        try {
            return Files.readAllBytes(Path.of(name));
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("has a \"certificate\" that cannot be read: '" + name + "' ("
                    + e.getClass().getSimpleName() + "); it has to be a PEM or PFX file with its key");
        }
    }

    private static void tryPem(String text) throws GeneralSecurityException {
        String certificate = found(CERTIFICATE, text).group();
        CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII)));
        byte[] key = Base64.getMimeDecoder().decode(found(KEY, text).group(1));
        KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
    }

    private static Matcher found(Pattern block, String text) throws GeneralSecurityException {
        Matcher matcher = block.matcher(text);
        if (!matcher.find()) {
            throw new GeneralSecurityException("a block is missing");
        }
        return matcher;
    }

    private static void tryPfx(byte[] content, String password) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(content), password.toCharArray());
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias) && store.getKey(alias, password.toCharArray()) != null) {
                return;
            }
        }
        throw new GeneralSecurityException("there is no key");
    }
}
