/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import ai.dheera.passthrough.config.InvalidConfiguration;
import ai.dheera.passthrough.quickstart.commands.KeysCommand;
import java.net.URI;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway in one process: embedded Jetty, the pass-through filter, and a servlet of a host application next to it.
 *
 * <p>Read on in {@link WebServer}, which mounts the gateway, and in {@link EmbeddedDefault}, which builds one.
 */
public final class Quickstart {

    private static final Logger log = LoggerFactory.getLogger(Quickstart.class);

    private static final int FAILED = 1;
    private static final int USED_WRONGLY = 2;

    static {
        // Loopback only, for the port through which H2 lets other processes read while this one writes.
        System.setProperty("h2.bindAddress", "127.0.0.1");
    }

    private Quickstart() {}

    /**
     * Starts the gateway, or does what {@link KeysCommand} does. Ends the process with status 2 where the command line or
     * the configuration is wrong.
     *
     * @param arguments see {@link Options#USAGE}
     */
    public static void main(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals("keys")) {
            String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
            System.exit(KeysCommand.run(new OperatorStores(), rest));
        }
        try {
            start(Options.parse(arguments));
        } catch (Options.Invalid | InvalidConfiguration e) {
            fail(String.valueOf(e.getMessage()), USED_WRONGLY);
        } catch (Exception e) {
            log.debug("The start failed", e);
            fail("The quickstart cannot start: " + e, FAILED);
        }
    }

    private static void start(Options options) throws Exception {
        Setup setup = setup(options);
        WebServer server = new WebServer(options.host(), options.port(), setup);
        server.start();
        stopOnSignal(server, setup);
        URI address = server.address();
        System.out.print(setup.greeting(address));
        System.out.println("listening on " + address);
    }

    private static Setup setup(Options options) throws Exception {
        return options.config().isPresent()
                ? ConfiguredSetup.of(options.config().get())
                : EmbeddedDefault.start(System.getenv());
    }

    /** A signal alone would end the JVM with status 143; to be asked to stop, and to do so in good order, is no failure. */
    private static void stopOnSignal(WebServer server, Setup setup) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(stop(server, setup)), "shutdown"));
    }

    private static int stop(WebServer server, Setup setup) {
        try {
            server.stop();
            setup.close();
            return 0;
        } catch (Exception e) {
            log.error("The quickstart did not stop in good order", e);
            return FAILED;
        }
    }

    private static void fail(String why, int status) {
        System.err.println(why);
        System.exit(status);
    }
}
