/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.ErrorShape;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.answers.Answer;
import ai.dheera.passthrough.answers.ErrorAnswers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Writes what the gateway answers to operators. Stateless. */
final class OwnAnswers {

    private OwnAnswers() {}

    static void write(int status, String contentType, String text, HttpServletResponse response) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(contentType);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    static void refuse(Refusal refusal, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answer answer = ErrorAnswers.answer(refusal, ErrorShape.OWN, "dpt_" + UUID.randomUUID());
        Heads.apply(answer.status(), answer.headers(), response);
        if (mayLeaveBody(request)) {
            Heads.endConnection(request, response);
        }
        byte[] body = new byte[answer.body().remaining()];
        answer.body().get(body);
        response.getOutputStream().write(body);
    }

    private static boolean mayLeaveBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }
}
