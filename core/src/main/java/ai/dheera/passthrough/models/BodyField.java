/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A named text of a request's body, found on the bytes as they pass. Used by one thread at a time. */
interface BodyField {

    /** A reader for the same text in the same kind of body, that has read nothing. */
    BodyField anew();

    /** Reads on; the buffer's position and limit stay. */
    void read(ByteBuffer piece);

    /** Reads on, and no further than to where it is found; the buffer's position and limit stay. */
    default void readUntilFound(ByteBuffer piece) {
        if (!isFound()) {
            read(piece);
        }
    }

    /** Whether it is found at least once. */
    boolean isFound();

    /** Its first value so far, if that is a text. */
    Optional<String> value();

    /** Its value, if the body is whole and no program could read another one. */
    Optional<String> onlyValue();

    /** Whether the body is whole and no program could find it there. */
    boolean isAbsent();
}
