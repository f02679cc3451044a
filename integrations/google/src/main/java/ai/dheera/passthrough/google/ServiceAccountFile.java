/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The key file of a service account, as Google's console makes it. */
final class ServiceAccountFile {

    private static final String REMEDY =
            "; it has to be the JSON key file of a service account, as the console's \"Create new key\" makes it";

    private ServiceAccountFile() {}

    static GoogleCredentials read(String name) {
        return parsed(content(name), name);
    }

    private static byte[] content(String name) {
        try {
            return Files.readAllBytes(Path.of(name));
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("has a \"serviceAccount\" that cannot be read: '" + name + "' ("
                    + e.getClass().getSimpleName() + ")" + REMEDY);
        }
    }

    /** What the library says of a file quotes names of members and types only; runtime exceptions come of odd values. */
    private static GoogleCredentials parsed(byte[] content, String name) {
        try {
            return ServiceAccountCredentials.fromStream(new ByteArrayInputStream(content));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "has a \"serviceAccount\" that cannot be used: '" + name + "' (" + Wording.of(e) + ")" + REMEDY);
        }
    }
}
