/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the command line says.
 *
 * @param config the configuration file; without one, the embedded default
 * @param host the address to listen at
 * @param port the port to listen at; 0 for a free one
 */
record Options(Optional<Path> config, String host, int port) {

    static final String USAGE = """
            Usage: java -jar quickstart.jar [--config FILE] [--port N] [--host ADDRESS]
              --config FILE     the gateway's configuration; without it, an example that needs none
              --port N          where to listen, 8080 unless said otherwise; 0 picks a free one
              --host ADDRESS    likewise, 127.0.0.1 unless said otherwise
            Keys are issued and changed by: java -jar quickstart.jar keys --help""";

    private static final Options USUAL = new Options(Optional.empty(), "127.0.0.1", 8080);
    private static final int HIGHEST_PORT = 65_535;

    static Options parse(String... arguments) throws Invalid {
        Options options = USUAL;
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            options = options.with(rest.next(), rest);
        }
        return options;
    }

    private Options with(String name, Iterator<String> rest) throws Invalid {
        return switch (name) {
            case "--config" -> new Options(Optional.of(file(value(name, rest))), host, port);
            case "--host" -> new Options(config, value(name, rest), port);
            case "--port" -> new Options(config, host, port(value(name, rest)));
            default -> throw new Invalid("'" + name + "' is not an option.");
        };
    }

    private static String value(String name, Iterator<String> rest) throws Invalid {
        String value = rest.hasNext() ? rest.next() : "";
        if (value.isEmpty() || value.startsWith("--")) {
            throw new Invalid(name + " needs a value.");
        }
        return value;
    }

    private static Path file(String name) throws Invalid {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new Invalid("'" + name + "' is not the name of a file.");
        }
    }

    private static int port(String number) throws Invalid {
        if (!number.matches("[0-9]{1,5}") || Integer.parseInt(number) > HIGHEST_PORT) {
            throw new Invalid("A port is a number from 0 to " + HIGHEST_PORT + ", not '" + number + "'.");
        }
        return Integer.parseInt(number);
    }

    /** A command line that cannot be followed. */
    static final class Invalid extends Exception {

        private Invalid(String what) {
            super(what + System.lineSeparator() + USAGE);
        }
    }
}
