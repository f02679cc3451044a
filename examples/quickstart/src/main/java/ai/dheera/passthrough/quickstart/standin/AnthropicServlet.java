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

/** Plays Anthropic. */
final class AnthropicServlet extends ProviderServlet {

    private static final String MODELS = "GET /v1/models/";
    private static final List<JsonObject> ALL_MODELS = List.of(
            model("claude-haiku-4-5", "Claude Haiku 4.5, played", "2025-10-01T00:00:00Z"),
            model("claude-sonnet-4-5", "Claude Sonnet 4.5, played", "2025-09-29T00:00:00Z"));

    AnthropicServlet(String secret) {
        super(secret);
    }

    @Override
    String credential(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getHeader("x-api-key"), "");
    }

    @Override
    void answer(Call call) throws IOException, ProviderError {
        call.addHeader("request-id", Json.id("req_"));
        switch (call.endpoint()) {
            case "POST /v1/messages" -> Messages.answer(call, Prompt.of(call.body(), "messages"));
            case "POST /v1/messages/count_tokens" -> countTokens(call, Prompt.of(call.body(), "messages"));
            case "GET /v1/models" -> models(call);
            default -> model(call);
        }
    }

    private static void countTokens(Call call, Prompt prompt) throws IOException {
        call.reply(Json.object("""
                {"input_tokens": %s}""", prompt.tokens()));
    }

    private static void models(Call call) throws IOException {
        JsonObject first = ALL_MODELS.get(0);
        JsonObject last = ALL_MODELS.get(ALL_MODELS.size() - 1);
        call.reply(Json.object("""
                {"data": %s, "has_more": false, "first_id": %s, "last_id": %s}""", ALL_MODELS, first.get("id"), last.get("id")));
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

    private static JsonObject model(String id, String name, String createdAt) {
        return Json.object("""
                {
                  "type": "model", "id": %s, "display_name": %s, "created_at": %s, "lifecycle": "active",
                  "max_input_tokens": 200000, "max_tokens": 64000
                }""", id, name, createdAt);
    }

    @Override
    JsonObject describe(ProviderError error) {
        String type = switch (error.status()) {
            case 401 -> "authentication_error";
            case 404 -> "not_found_error";
            default -> "invalid_request_error";
        };
        return Json.object("""
                {"type": "error", "error": {"type": %s, "message": %s}, "request_id": %s}""", type, error.text(), Json.id("req_"));
    }
}
