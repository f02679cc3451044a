/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.standin;

import com.google.gson.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Plays OpenAI. */
final class OpenAiServlet extends ProviderServlet {

    private static final String MODELS = "GET /v1/models/";
    private static final List<JsonObject> ALL_MODELS =
            List.of(model("gpt-5-mini"), model("gpt-5"), model("text-embedding-3-small"));

    OpenAiServlet(String secret) {
        super(secret);
    }

    @Override
    String credential(HttpServletRequest request) {
        String header = Objects.requireNonNullElse(request.getHeader("Authorization"), "");
        return header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
    }

    @Override
    void answer(Call call) throws IOException, ProviderError {
        call.addHeader("x-request-id", Json.id("req_"));
        switch (call.endpoint()) {
            case "POST /v1/chat/completions" -> ChatCompletions.answer(call, call.body());
            case "POST /v1/responses" -> Responses.answer(call, Prompt.of(call.body(), "input"));
            case "POST /v1/embeddings" -> Embeddings.answer(call, call.body());
            case "GET /v1/models" -> call.reply(Json.object("""
                    {"object": "list", "data": %s}""", ALL_MODELS));
            default -> model(call);
        }
    }

    private static void model(Call call) throws IOException, ProviderError {
        for (JsonObject model : ALL_MODELS) {
            if (call.endpoint().equals(MODELS + model.get("id").getAsString())) {
                call.reply(model);
                return;
            }
        }
        throw ProviderError.notFound("endpoint or model at " + call.endpoint());
    }

    private static JsonObject model(String id) {
        return Json.object("""
                {"id": %s, "object": "model", "created": 1754524800, "owned_by": "stand-in"}""", id);
    }

    @Override
    JsonObject describe(ProviderError error) {
        String code = switch (error.status()) {
            case 401 -> "invalid_api_key";
            case 404 -> "not_found";
            default -> "invalid_value";
        };
        return Json.object("""
                {"error": {"message": %s, "type": "invalid_request_error", "param": null, "code": %s}}""", error.text(), code);
    }
}
