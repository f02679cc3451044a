/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.ContentDecoder;
import org.jspecify.annotations.Nullable;

/**
 * A decoder that hands over what came before a break, and tells of the break with the next call. HttpCore's decoder of
 * chunks drops all that it read in the same call. Used by one thread at a time.
 */
final class LastBytes implements ContentDecoder {

    private final ContentDecoder decoder;
    private @Nullable IOException broken;

    LastBytes(ContentDecoder decoder) {
        this.decoder = decoder;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (broken != null) {
            throw broken;
        }
        int before = into.position();
        try {
            return decoder.read(into);
        } catch (IOException e) {
            if (into.position() == before) {
                throw e;
            }
            broken = e;
            return into.position() - before;
        }
    }

    @Override
    public boolean isCompleted() {
        return broken == null && decoder.isCompleted();
    }

    @Override
    public @Nullable List<? extends Header> getTrailers() {
        return decoder.getTrailers();
    }
}
