/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.commands;

import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.keys.BudgetAdministration;
import ai.dheera.passthrough.keys.BudgetJson;
import ai.dheera.passthrough.keys.InvalidKey;
import ai.dheera.passthrough.keys.IssuedKey;
import ai.dheera.passthrough.keys.IssuingKeyStore;
import ai.dheera.passthrough.keys.KeptKey;
import ai.dheera.passthrough.keys.KeyJson;
import ai.dheera.passthrough.keys.KeyPatch;
import ai.dheera.passthrough.keys.KeyQuery;
import ai.dheera.passthrough.limits.BudgetBook;
import ai.dheera.passthrough.limits.BudgetBook.Standing;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.quickstart.commands.KeysCommand.UsedWrongly;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What can be done with keys and their budgets. */
final class KeyCommands {

    /** Who makes the changes, for the audit. */
    private static final String BY = "command line";

    private static final String OPTIONS = "options";

    private KeyCommands() {}

    /** One of them, with the store open while it is at work. */
    @SuppressWarnings("NullAway.Init") // both are set before it is called
    abstract static class KeyCommand implements Callable<Integer> {

        @ParentCommand
        private KeysCommand keys;

        @Spec
        private CommandSpec spec;

        @Override
        public final Integer call() throws Exception {
            try (IssuingKeyStore store = keys.openKeys()) {
                run(store, spec.commandLine().getOut());
                return 0;
            } catch (IllegalArgumentException | InvalidKey e) {
                throw new UsedWrongly(String.valueOf(e.getMessage()));
            } finally {
                spec.commandLine().getOut().flush();
            }
        }

        abstract void run(IssuingKeyStore store, PrintWriter out) throws Exception;

        final LimitStore openLimits() throws Exception {
            return keys.openLimits();
        }
    }

    /** One of them that is about a single key. */
    @SuppressWarnings("NullAway.Init") // it is set before it is called
    abstract static class OneKeyCommand extends KeyCommand {

        @Parameters(paramLabel = "ID", description = "The key's id.")
        private String id;

        final String id() {
            return id;
        }

        final <T> T orUnknown(Optional<T> found) throws NotDone {
            return found.orElseThrow(() -> new NotDone("There is no key '" + id + "'."));
        }
    }

    /** The reason why something was not done. */
    static final class NotDone extends Exception {

        private static final long serialVersionUID = 1L;

        NotDone(String why) {
            super(why);
        }
    }

    @Command(name = "issue", sortOptions = false, description = "Issues a key, and tells its secret.")
    static final class Issue extends KeyCommand {

        @Option(names = "--id", description = "What it is called in records and logs; a random one unless given.")
        private Optional<String> id = Optional.empty();

        @Mixin
        private KeySettings settings = new KeySettings();

        @Override
        void run(IssuingKeyStore store, PrintWriter out) throws Exception {
            JsonObject json = settings.json();
            id.ifPresent(name -> json.addProperty("id", name));
            VirtualKey key = KeyJson.readNew(json.toString(), OPTIONS);
            IssuedKey issued = store.issue(key, BY)
                    .orElseThrow(
                            () -> new NotDone("There is a key '" + key.id() + "' already. Change or rotate that one."));
            out.println(KeyJson.textWithSecret(issued));
        }
    }

    @Command(name = "list", description = "Lists keys.")
    static final class ListKeys extends KeyCommand {

        private static final int PAGE = 500;

        @Option(names = "--owner", description = "Only those of this owner.")
        private Optional<String> owner = Optional.empty();

        @Option(names = "--team", description = "Only those of this team.")
        private Optional<String> team = Optional.empty();

        @Override
        void run(IssuingKeyStore store, PrintWriter out) throws Exception {
            Optional<String> after = Optional.empty();
            List<KeptKey> page;
            do {
                page = store.list(new KeyQuery(owner, team, after, PAGE));
                for (KeptKey kept : page) {
                    out.println(KeyJson.text(kept));
                    after = Optional.of(kept.key().id());
                }
            } while (page.size() == PAGE);
        }
    }

    @Command(name = "show", description = "Tells what a key may do.")
    static final class Show extends OneKeyCommand {

        @Override
        void run(IssuingKeyStore store, PrintWriter out) throws Exception {
            out.println(KeyJson.text(orUnknown(store.find(id()))));
        }
    }

    @Command(
            name = "change",
            sortOptions = false,
            description = "Changes what a key may do. What no option names stays.")
    static final class Change extends OneKeyCommand {

        @Option(
                names = "--clear",
                paramLabel = "FIELD",
                split = ",",
                description = "Takes a field away, so that what is usual holds: owner, models, budgets, expiresAt, …")
        private List<String> cleared = new ArrayList<>();

        @Mixin
        private KeySettings settings = new KeySettings();

        @Override
        void run(IssuingKeyStore store, PrintWriter out) throws Exception {
            JsonObject json = settings.json();
            cleared.forEach(field -> json.add(field, JsonNull.INSTANCE));
            KeyPatch patch = KeyPatch.read(json.toString(), OPTIONS);
            out.println(KeyJson.text(orUnknown(store.change(id(), patch, BY))));
        }
    }

    @Command(name = "rotate", description = "Gives a key a new secret, and tells it.")
    @SuppressWarnings("NullAway.Init") // it is set before it is called
    static final class Rotate extends OneKeyCommand {

        @Option(
                names = "--overlap",
                required = true,
                paramLabel = "TIME",
                description = "How long former secrets go on, such as PT24H or P7D; PT0S ends them at once.")
        private Duration overlap;

        @Override
        void run(IssuingKeyStore store, PrintWriter out) throws Exception {
            out.println(KeyJson.textWithSecret(orUnknown(store.rotate(id(), overlap, BY))));
        }
    }

    @Command(name = "disable", description = "Switches a key off.")
    static final class Disable extends OneKeyCommand {

        @Override
        void run(IssuingKeyStore store, PrintWriter out) throws Exception {
            out.println(KeyJson.text(orUnknown(store.enable(id(), false, BY))));
        }
    }

    @Command(name = "enable", description = "Switches a key on again.")
    static final class Enable extends OneKeyCommand {

        @Override
        void run(IssuingKeyStore store, PrintWriter out) throws Exception {
            out.println(KeyJson.text(orUnknown(store.enable(id(), true, BY))));
        }
    }

    @Command(name = "delete", description = "Deletes a key.")
    static final class Delete extends OneKeyCommand {

        @Override
        void run(IssuingKeyStore store, PrintWriter out) throws Exception {
            boolean unused = orUnknown(Optional.of(store.delete(id(), BY)).filter(Boolean::booleanValue));
        }
    }

    /** One that is about the budgets of a key, with the store that they are counted in open as well. */
    abstract static class BudgetCommand extends OneKeyCommand {

        @Override
        final void run(IssuingKeyStore store, PrintWriter out) throws Exception {
            Clock clock = Clock.systemUTC();
            try (LimitStore limits = openLimits()) {
                BudgetBook book = new BudgetBook(limits, clock);
                List<Standing> standings = orUnknown(run(new BudgetAdministration(store, book, clock)));
                standings.forEach(standing -> out.println(BudgetJson.text(standing)));
            }
        }

        abstract Optional<List<Standing>> run(BudgetAdministration budgets) throws Exception;
    }

    @Command(name = "budgets", description = "Tells what was spent of a key's budgets.")
    static final class Budgets extends BudgetCommand {

        @Override
        Optional<List<Standing>> run(BudgetAdministration budgets) throws Exception {
            return budgets.list(id());
        }
    }

    @Command(
            name = "reset",
            description = "Forgets what was spent of one of a key's budgets, for all keys that share it.")
    @SuppressWarnings("NullAway.Init") // it is set before it is called
    static final class Reset extends BudgetCommand {

        @Parameters(paramLabel = "BUDGET", description = "The budget's name, as \"budgets\" tells it.")
        private String budget;

        @Override
        Optional<List<Standing>> run(BudgetAdministration budgets) throws Exception {
            return budgets.reset(id(), budget, BY);
        }
    }
}
