/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.commands;

import ai.dheera.passthrough.keys.IssuingKeyStore;
import ai.dheera.passthrough.limits.LimitStore;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code keys}: what stands behind it says what to do. */
@Command(
        name = "java -jar quickstart.jar keys",
        header = "Issues virtual keys, and does with them and their budgets what the admin API does.",
        description = {
            "",
            "Keys are in the store that the configuration file names as \"keyStore\", and what was spent of their budgets"
                    + " in the one under \"limits\"; without a file, both are in the database of the embedded default, in"
                    + " the folder quickstart-usage. Gateways hold to a change within a second.",
            ""
        },
        footer = {
            "",
            "Keys and budgets are told as JSON, one a line. A secret is told once, by issue and rotate.",
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
            KeyCommands.Delete.class,
            KeyCommands.Budgets.class,
            KeyCommands.Reset.class
        })
public final class KeysCommand {

    private static final int FAILED = 1;

    private final Stores stores;

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

    private KeysCommand(Stores stores) {
        this.stores = stores;
    }

    /**
     * Does what a command line says.
     *
     * @param stores opens the stores that keys and budgets are in
     * @param arguments those behind {@code keys}
     * @return the exit status
     */
    public static int run(Stores stores, String... arguments) {
        CommandLine line = new CommandLine(new KeysCommand(stores));
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

    IssuingKeyStore openKeys() throws Exception {
        return stores.keys(config);
    }

    LimitStore openLimits() throws Exception {
        return stores.limits(config);
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
