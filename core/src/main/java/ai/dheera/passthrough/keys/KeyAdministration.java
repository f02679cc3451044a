/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.VirtualKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Hands out virtual keys, and takes them back. Of a key's secret only the hash is kept; the secret itself is told once,
 * to who issues or rotates the key. Whatever is changed is told to the {@linkplain #audit() audit log} with who did it:
 * {@code key:} and an admin key's id, {@code command line}, or any other text.
 *
 * <p>Called from several threads at once; may block. What is thrown, but for {@link IllegalArgumentException}, says that
 * the store does not answer, and that nothing was changed.
 */
public interface KeyAdministration {

    /**
     * Issues a key.
     *
     * @param key what it may do; its id as {@link KeyId} allows, and without a signing secret, which could not be hashed
     * @param by who issues it
     * @return the key with its secret; empty where the id is taken
     * @throws IllegalArgumentException where such a key cannot be issued
     */
    Optional<IssuedKey> issue(VirtualKey key, String by) throws Exception;

    /**
     * {@return keys, by their ids, in the store's order}
     *
     * @param query which of them, and how many at most
     */
    List<KeptKey> list(KeyQuery query) throws Exception;

    /**
     * {@return a key; empty where there is none such}
     *
     * @param id the key's
     */
    Optional<KeptKey> find(String id) throws Exception;

    /**
     * Changes a key, from what it is at that moment.
     *
     * @param id the key's
     * @param change gives what it is to be, with the same id and without a signing secret; a {@link KeyPatch} for
     *     instance
     * @param by who changes it
     * @return the key as it is now; empty where there is none such
     * @throws IllegalArgumentException where such a change cannot be made
     */
    Optional<KeptKey> change(String id, UnaryOperator<VirtualKey> change, String by) throws Exception;

    /**
     * Switches a key on or off.
     *
     * @param id the key's
     * @param enabled whether it works
     * @param by who switches it
     * @return the key as it is now; empty where there is none such
     */
    default Optional<KeptKey> enable(String id, boolean enabled, String by) throws Exception {
        return change(id, key -> key.toBuilder().enabled(enabled).build(), by);
    }

    /**
     * Gives a key a new secret. Those that it had go on for a while, unless they end earlier.
     *
     * @param id the key's
     * @param overlap for how long; zero where they have to end at once
     * @param by who rotates it
     * @return the key with its new secret; empty where there is none such
     * @throws IllegalArgumentException where the overlap is negative, or longer than a year
     */
    Optional<IssuedKey> rotate(String id, Duration overlap, String by) throws Exception;

    /**
     * Deletes a key.
     *
     * @param id the key's
     * @param by who deletes it
     * @return whether there was one
     */
    boolean delete(String id, String by) throws Exception;

    /** {@return where changes are told; other things that operators do may be told there too} */
    AuditLog audit();
}
