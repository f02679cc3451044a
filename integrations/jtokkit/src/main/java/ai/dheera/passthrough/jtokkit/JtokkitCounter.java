/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jtokkit;

import ai.dheera.passthrough.spi.TokenCounter;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;

/**
 * Counts tokens by JTokkit: those of OpenAI's models with their own encodings, all others with the latest of these, which
 * is the nearest there is. An encoding is loaded when it is first needed. Safe for use by several threads.
 */
public final class JtokkitCounter implements TokenCounter {

    private final EncodingRegistry encodings = Encodings.newLazyEncodingRegistry();

    @Override
    public long tokens(String text, String model) {
        return encoding(model).countTokensOrdinary(text);
    }

    private Encoding encoding(String model) {
        return encodings.getEncodingForModel(model).orElseGet(() -> encodings.getEncoding(EncodingType.O200K_BASE));
    }
}
