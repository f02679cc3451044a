/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spi;

/**
 * Counts the tokens of a text as a model's tokenizer would, found by {@link java.util.ServiceLoader}. It serves estimates
 * where a provider reported nothing. Without one on the class path four characters count as a token.
 *
 * <p>Called from several threads at once, never from an event loop, with texts of up to some ten thousand characters.
 */
public interface TokenCounter {

    /**
     * {@return how many tokens a text has}
     *
     * @param text the text
     * @param model the model's name; of one that is not known, with the nearest encoding that is
     */
    long tokens(String text, String model);
}
