/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators from others: by the virtual key that they present, which has to be an admin key.
 *
 * @param gateway knows the keys
 */
record AdminCallers(PassThrough gateway) {

    private static final Logger log = LoggerFactory.getLogger(AdminCallers.class);

    private static final Duration LOOK_UP_PATIENCE = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /**
     * {@return the admin key behind a request}
     *
     * @param what what only admin keys may do, such as "see what was spent"
     * @throws Refusal where there is none
     */
    VirtualKey admin(HttpServletRequest request, String what) throws IOException {
        VirtualKey key = key(request);
        if (!key.admin()) {
            throw Refusal.of(
                    ErrorCode.ROUTE_NOT_ALLOWED,
                    "The key '" + key.id() + "' may not " + what + ": it is no admin key.");
        }
        return key;
    }

    private VirtualKey key(HttpServletRequest request) throws IOException {
        String path = request.getRequestURI();
        CompletableFuture<VirtualKey> key = gateway.authenticate(Heads.of(request, path), Heads.baseUrl(request, path))
                .toCompletableFuture();
        try {
            return key.get(LOOK_UP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            log.error("The key of an operator could not be checked", e);
            throw Refusal.of(ErrorCode.INTERNAL, "The gateway failed.");
        } catch (TimeoutException e) {
            throw unavailable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        }
    }

    private static Refusal unavailable() {
        return Refusal.until(ErrorCode.KEY_STORE_UNAVAILABLE, "The key cannot be checked at the moment.", RETRY_AFTER);
    }
}
