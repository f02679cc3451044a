/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.VirtualKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A configuration file that a test writes. In its text, {@code '} stands for a quotation mark and {@code FOLDER} for the
 * folder that it is in.
 */
final class WrittenConfiguration {

    static final Map<String, String> ENVIRONMENT = Map.of("ANTHROPIC_API_KEY", "sk-ant-real", "EMPTY", "");

    private final Path folder;
    private final Path file;

    WrittenConfiguration(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("gateway.json");
    }

    Path file() {
        return file;
    }

    void write(String json) {
        try {
            Files.writeString(file, json.replace('\'', '"').replace("FOLDER", folder.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Configuration read(String json) throws InvalidConfiguration {
        write(json);
        return Configuration.read(file, ENVIRONMENT);
    }

    /** The provider of this name that these members make. */
    Provider provider(String name, String json) throws InvalidConfiguration {
        return read("{'providers':{'" + name + "':" + json + "}}")
                .providers()
                .find(name)
                .orElseThrow();
    }

    /** The key of the secret {@code s} that these members make. */
    VirtualKey key(String json) throws Exception {
        return read("{'keys':[" + json + "]}").keys().find(PresentedKey.of("s")).orElseThrow();
    }

    InvalidConfiguration refused(String json) {
        write(json);
        return refused();
    }

    InvalidConfiguration refused() {
        InvalidConfiguration invalid =
                catchThrowableOfType(InvalidConfiguration.class, () -> Configuration.read(file, ENVIRONMENT));
        assertThat(invalid).isNotNull();
        return invalid;
    }

    /** That this is wrong and nothing else. */
    InvalidConfiguration assertOnlyProblem(String json, String place, String what) {
        InvalidConfiguration invalid = refused(json);
        assertThat(invalid.problems()).containsExactly(problem(place, what));
        return invalid;
    }

    /** As it is told. */
    String problem(String place, String what) {
        return file + ": " + place + ": " + what.replace("FOLDER", folder.toString());
    }
}
