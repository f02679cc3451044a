/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.SpendReports;
import ai.dheera.passthrough.keys.KeyAdministration;
import java.net.URI;
import java.util.Optional;

/** A gateway, with all that it needs. */
interface Setup {

    /** {@return the gateway; who mounts it closes it} */
    PassThrough gateway();

    /** {@return what tells of spend, where something keeps it} */
    Optional<SpendReports> reports();

    /** {@return where operators administer keys over HTTP at the moment, if they may} */
    Optional<KeyAdministration> keys();

    /**
     * {@return what there is to say to who started it; whole lines, or none}
     *
     * @param address where the gateway is mounted
     */
    String greeting(URI address);

    /** Closes all but the gateway, which is closed before. */
    void close() throws Exception;
}
