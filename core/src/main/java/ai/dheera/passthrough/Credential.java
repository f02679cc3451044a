/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.spi.RequestSigner;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * What a provider accepts in place of the client's virtual key. Its {@link #toString()} shows no secret. Immutable.
 */
public final class Credential {

    private final String id;
    private final int weight;
    private final String secret;
    private final Optional<Placement> placement;
    private final Map<String, String> settings;
    private final Optional<RequestSigner> signer;

    private Credential(
            String id,
            int weight,
            String secret,
            Optional<Placement> placement,
            Map<String, String> settings,
            Optional<RequestSigner> signer) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a credential needs an id");
        }
        if (weight < 1) {
            throw new IllegalArgumentException("the weight of a credential is at least 1, not " + weight);
        }
        this.id = id;
        this.weight = weight;
        this.secret = secret;
        this.placement = placement;
        this.settings = Map.copyOf(settings);
        this.signer = signer;
    }

    private static Credential text(String id, String secret, Optional<Placement> placement) {
        if (!secret.equals(secret.strip()) || !secret.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("the secret of credential '" + id
                    + "' has a space at an end, a control character, or one that is not of ASCII");
        }
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("the secret of credential '" + id + "' is empty");
        }
        return new Credential(id, 1, secret, placement, Map.of(), Optional.empty());
    }

    /**
     * {@return a credential that is one secret text, placed as its provider says}
     *
     * @param id names it in records and logs
     * @param key the provider's API key: ASCII without control characters, or spaces at its ends
     * @throws IllegalArgumentException where it is anything else; without the key in its message
     */
    public static Credential apiKey(String id, String key) {
        return text(id, key, Optional.empty());
    }

    /**
     * {@return a credential for HTTP Basic authentication}
     *
     * @param id names it in records and logs
     * @param username without a colon
     * @param password any text
     */
    public static Credential basic(String id, String username, String password) {
        if (username.indexOf(':') >= 0) {
            throw new IllegalArgumentException("the user name of credential '" + id + "' has a colon");
        }
        byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return text(id, Base64.getEncoder().encodeToString(pair), Optional.of(Placement.basic()));
    }

    /**
     * {@return a credential that proves itself anew with each request}
     *
     * @param id names it in records and logs
     * @param signer signs requests, or has tokens
     */
    public static Credential signed(String id, RequestSigner signer) {
        return new Credential(id, 1, "", Optional.empty(), Map.of(), Optional.of(signer));
    }

    /**
     * {@return this credential, placed elsewhere than its provider says}
     *
     * @param where the place
     */
    public Credential at(Placement where) {
        return new Credential(id, weight, secret, Optional.of(where), settings, signer);
    }

    /**
     * {@return this credential with a share of the requests}
     *
     * @param share in proportion to those of the provider's other credentials; at least 1
     */
    public Credential withWeight(int share) {
        return new Credential(id, share, secret, placement, settings, signer);
    }

    /**
     * {@return this credential with settings of its own, which fill variables of its provider's base URLs in}
     *
     * @param byName such as {@code region}
     */
    public Credential withSettings(Map<String, String> byName) {
        return new Credential(id, weight, secret, placement, byName, signer);
    }

    /** {@return its settings; they go before the provider's} */
    public Map<String, String> settings() {
        return settings;
    }

    /** {@return the name in records and logs} */
    public String id() {
        return id;
    }

    /** {@return the share of the requests in proportion to the provider's other credentials} */
    public int weight() {
        return weight;
    }

    /** {@return what proves it anew with each request, in place of a secret; empty where a secret does} */
    public Optional<RequestSigner> signer() {
        return signer;
    }

    /** {@return the secret, as it is placed; never to be logged or recorded; empty where a signer takes its place} */
    public String secret() {
        return secret;
    }

    /** {@return where it is placed, if not where its provider says} */
    public Optional<Placement> placement() {
        return placement;
    }

    @Override
    public String toString() {
        return "credential " + id;
    }

    /**
     * Where in a request a credential stands.
     *
     * @param part a header field, or a query parameter
     * @param name the name of the field or parameter
     * @param prefix what stands before the secret, such as {@code "Bearer "}; may be empty
     */
    public record Placement(Part part, String name, String prefix) {

        /** The part of a request. */
        public enum Part {
            /** A header field. */
            HEADER,
            /** A query parameter. */
            QUERY
        }

        // Refuses what could end a line or a parameter.
        public Placement {
            if (!name.matches(part == Part.HEADER ? "[A-Za-z0-9!#$%&'*+.^_`|~-]+" : "[A-Za-z0-9$._~-]+")) {
                throw new IllegalArgumentException("'" + name + "' is no name of a header field or parameter");
            }
            if (!prefix.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                throw new IllegalArgumentException(
                        "the prefix of '" + name + "' has a control character, or one that is not of ASCII");
            }
        }

        /** {@return {@code Authorization: Bearer …}} */
        public static Placement bearer() {
            return header("Authorization", "Bearer ");
        }

        /** {@return {@code Authorization: Basic …}} */
        public static Placement basic() {
            return header("Authorization", "Basic ");
        }

        /**
         * {@return a header field}
         *
         * @param name its name
         * @param prefix what stands before the secret; may be empty
         */
        public static Placement header(String name, String prefix) {
            return new Placement(Part.HEADER, name, prefix);
        }

        /**
         * {@return a query parameter}
         *
         * @param name its name
         */
        public static Placement query(String name) {
            return new Placement(Part.QUERY, name, "");
        }
    }
}
