/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A certificate of an application, made by keytool, in the forms that users have theirs. */
final class ApplicationCertificate {

    static final String PASSWORD = "password-of-the-pfx-file";
    private static final String ALIAS = "application";

    private final KeyStore store;

    ApplicationCertificate(Path folder) throws Exception {
        Path made = folder.resolve("made.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=Gateway",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        made.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
            throw new IOException("keytool made no certificate: " + output);
        }
        store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(made)) {
            store.load(file, PASSWORD.toCharArray());
        }
    }

    Certificate certificate() throws GeneralSecurityException {
        return store.getCertificate(ALIAS);
    }

    Path pfx(Path folder, String password) throws Exception {
        KeyStore copy = KeyStore.getInstance("PKCS12");
        copy.load(null, null);
        PrivateKey key = (PrivateKey) store.getKey(ALIAS, PASSWORD.toCharArray());
        copy.setKeyEntry(ALIAS, key, password.toCharArray(), new Certificate[] {certificate()});
        Path file = folder.resolve("application.pfx");
        try (OutputStream out = Files.newOutputStream(file)) {
            copy.store(out, password.toCharArray());
        }
        return file;
    }

    Path pem(Path folder) throws Exception {
        return Files.writeString(folder.resolve("application.pem"), certificateBlock() + keyBlock());
    }

    String certificateBlock() throws GeneralSecurityException {
        return block("CERTIFICATE", certificate().getEncoded());
    }

    String keyBlock() throws GeneralSecurityException {
        return block("PRIVATE KEY", store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    }

    private static String block(String name, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + name + "-----\n" + base64 + "\n-----END " + name + "-----\n";
    }
}
