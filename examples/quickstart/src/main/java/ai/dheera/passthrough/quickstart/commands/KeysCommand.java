/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.commands;

import ai.dheera.passthrough.keys.IssuingKeyStore;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code keys}: what stands behind it says what to do. */
@Command(
        name = "java -jar quickstart.jar keys",
        header = "Issues virtual keys, and does with them what the admin API does.",
        description = {
            "",
            "Keys are in the store that the configuration file names as \"keyStore\"; without one, in the database of the"
                    + " embedded default, in the folder quickstart-usage. Gateways hold to a change within a second.",
            ""
        },
        footer = {
            "",
            "Keys are told as JSON, one a line. A secret is told once, by issue and rotate.",
            "Exit status: 0 done; 1 not done, with the reason on standard error; 2 used wrongly."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommandsRepeatable = false,
        subcommands = {
            KeyCommands.Issue.class,
            KeyCommands.ListKeys.class,
            KeyCommands.Show.class,
            KeyCommands.Change.class,
            KeyCommands.Rotate.class,
            KeyCommands.Disable.class,
            KeyCommands.Enable.class,
            KeyCommands.Delete.class
        })
public final class KeysCommand {

    private static final int FAILED = 1;

    private final KeyStoreOpener opener;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The gateway's configuration file. What it refers to with $${env:…} has to be set here, too.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Tells this.")
    @SuppressWarnings("UnusedVariable") // its being there is what counts
    private boolean help;

    private KeysCommand(KeyStoreOpener opener) {
        this.opener = opener;
    }

    /**
     * Does what a command line says.
     *
     * @param opener opens the store that the keys are in
     * @param arguments those behind {@code keys}
     * @return the exit status
     */
    public static int run(KeyStoreOpener opener, String... arguments) {
        CommandLine line = new CommandLine(new KeysCommand(opener));
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler((failure, failed, parsed) -> {
            failed.getErr().println(message(failure));
            return failure instanceof UsedWrongly ? CommandLine.ExitCode.USAGE : FAILED;
        });
        return line.execute(arguments);
    }

    private static String message(Exception failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }

    IssuingKeyStore open() throws Exception {
        return opener.open(config);
    }

    /** A command line, or a configuration, that cannot be followed. */
    public static final class UsedWrongly extends Exception {

        private static final long serialVersionUID = 1L;

        /**
         * One.
         *
         * @param message what is wrong, and what to do
         */
        public UsedWrongly(String message) {
            super(message);
        }
    }
}
