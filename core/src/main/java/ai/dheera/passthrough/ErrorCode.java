/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.util.Locale;

/** The gateway's own refusals and failures, as clients and records name them. */
public enum ErrorCode {
    /** No key was presented. */
    MISSING_KEY(401, false),
    /** The key store knows none of the presented keys. */
    INVALID_KEY(401, false),
    /** The key is switched off. */
    KEY_DISABLED(401, false),
    /** The key's time is over. */
    KEY_EXPIRED(401, false),
    /** The key may not use this provider. */
    PROVIDER_NOT_ALLOWED(403, false),
    /** The key may not use this model, or the model cannot be told. */
    MODEL_NOT_ALLOWED(403, false),
    /** The key may not use this route. */
    ROUTE_NOT_ALLOWED(403, false),
    /** The key may not be used from this address. */
    NETWORK_NOT_ALLOWED(403, false),
    /** The path names no provider. */
    UNKNOWN_PROVIDER(404, false),
    /** The provider has no such endpoint. */
    UNKNOWN_ROUTE(404, false),
    /** The admin API knows no such key. */
    UNKNOWN_KEY(404, false),
    /** The admin API has a key of that id already. */
    KEY_EXISTS(409, false),
    /** The admin API does not answer that method there. */
    METHOD_NOT_ALLOWED(405, false),
    /** The admin API takes JSON only. */
    UNSUPPORTED_MEDIA_TYPE(415, false),
    /** The path could mean something else to the provider than to us. */
    BAD_PATH(400, false),
    /** The request cannot be understood. */
    BAD_REQUEST(400, false),
    /** The body has to be held whole, and is longer than that may be. */
    REQUEST_TOO_LARGE(413, false),
    /** The key's budget is spent. */
    BUDGET_EXCEEDED(429, false),
    /** Too many requests or tokens in this minute. */
    RATE_LIMITED(429, true),
    /** Too many exchanges at one time. */
    TOO_MANY_PARALLEL(429, true),
    /** The provider is configured without a usable credential. */
    NO_CREDENTIAL(500, false),
    /** No connection, or it broke before the head of the answer. */
    UPSTREAM_UNREACHABLE(500, true),
    /** No head of an answer in time. */
    UPSTREAM_TIMEOUT(500, true),
    /** The key store failed. */
    KEY_STORE_UNAVAILABLE(503, true),
    /** The store of limits failed. */
    LIMITS_UNAVAILABLE(503, true),
    /** Anything else. */
    INTERNAL(500, true);

    private final int status;
    private final boolean retryable;
    private final String code;

    ErrorCode(int status, boolean retryable) {
        this.status = status;
        this.retryable = retryable;
        this.code = name().toLowerCase(Locale.ROOT);
    }

    /** {@return the HTTP status of the answer} */
    public int status() {
        return status;
    }

    /** {@return whether the same request may succeed later} */
    public boolean retryable() {
        return retryable;
    }

    /** {@return the name in answers and records, such as {@code invalid_key}} */
    public String code() {
        return code;
    }
}
