/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.json.Document;
import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.json.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A file that the library ships; what is wrong in it is a fault of the library.
 *
 * @param path from the root of the class path
 */
record Resource(String path) {

    private static final String FOLDER = "/ai/dheera/passthrough/";

    static final Resource READINGS = new Resource(FOLDER + "readings.json");
    static final Resource PROVIDER_NAMES = new Resource(FOLDER + "providers/names.txt");

    static Resource provider(String name) {
        return new Resource(FOLDER + "providers/" + name + ".json");
    }

    String text() {
        try (InputStream file = Resource.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("the library lacks its resource " + path);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What can be read off its JSON. */
    <T> T read(Function<Node, T> reader) {
        Problems problems = new Problems(path);
        try {
            Optional<T> read = Document.read(text(), problems, new References(problems, Map.of(), each -> {}))
                    .map(reader);
            problems.throwIfAny(InvalidConfiguration::new);
            return read.orElseThrow();
        } catch (InvalidConfiguration e) {
            throw new IllegalStateException(e);
        }
    }
}
