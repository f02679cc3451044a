/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says why a provider gave no answer: to the operator all of it, to the client nothing of where. */
final class Unreachable {

    private static final Logger log = LoggerFactory.getLogger(Unreachable.class);

    private Unreachable() {}

    static Refusal because(Throwable cause, Call call) {
        String provider = call.provider().name();
        log.warn("Provider '{}' could not be reached for exchange {}: {}", provider, call.requestId(), forLog(cause));
        return Refusal.of(
                ErrorCode.UPSTREAM_UNREACHABLE,
                "Provider '" + provider + "' could not be reached: " + forClient(cause) + ".");
    }

    /** An answer that is not HTTP is quoted in its exception, and is not to be in a log. */
    private static String forLog(Throwable cause) {
        return cause instanceof IOException
                ? cause.toString()
                : cause.getClass().getSimpleName();
    }

    private static String forClient(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "its host name is unknown";
        }
        if (cause instanceof ConnectException || cause instanceof SocketTimeoutException) {
            return "no connection";
        }
        if (cause instanceof SSLException) {
            return "no secure connection";
        }
        return cause instanceof HttpException ? "its answer is not HTTP" : "the connection broke before its answer";
    }
}
