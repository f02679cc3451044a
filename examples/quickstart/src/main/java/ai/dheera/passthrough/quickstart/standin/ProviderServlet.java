/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.standin;

import com.google.gson.JsonObject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** What the providers that are played have in common: they want their key, and word their own errors. */
abstract class ProviderServlet extends HttpServlet {

    private final transient byte[] secret;

    ProviderServlet(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Call call = new Call(request, response);
        try {
            checkCredential(credential(request));
            answer(call);
        } catch (ProviderError error) {
            call.reply(error.status(), describe(error));
        }
    }

    private void checkCredential(String presented) throws ProviderError {
        if (!MessageDigest.isEqual(secret, presented.getBytes(StandardCharsets.UTF_8))) {
            throw ProviderError.unauthorized();
        }
    }

    /** What a request presents as its key; empty for nothing. */
    abstract String credential(HttpServletRequest request);

    /** Answers a request whose credential is right. */
    abstract void answer(Call call) throws IOException, ProviderError;

    /** An error in the provider's words. */
    abstract JsonObject describe(ProviderError error);
}
