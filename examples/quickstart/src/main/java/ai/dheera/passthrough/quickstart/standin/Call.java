/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.standin;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A request to the stand-in, and the ways to answer it. */
final class Call {

    private final HttpServletRequest request;
    private final HttpServletResponse response;

    Call(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    /** Method and raw path below the provider's upstream, such as {@code POST /v1/messages}. */
    String endpoint() {
        String path = request.getRequestURI();
        int provider = path.indexOf('/', 1);
        return request.getMethod() + " " + (provider < 0 ? "/" : path.substring(provider));
    }

    void addHeader(String name, String value) {
        response.addHeader(name, value);
    }

    JsonObject body() throws IOException, ProviderError {
        String text = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return JsonParser.parseString(text).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw ProviderError.badRequest("The body is no JSON object.");
        }
    }

    void reply(JsonObject body) throws IOException {
        reply(200, body);
    }

    void reply(int status, JsonObject body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    EventStream replyWithEvents() throws IOException {
        response.setContentType("text/event-stream; charset=utf-8");
        response.setHeader("Cache-Control", "no-cache");
        return new EventStream(response.getOutputStream());
    }
}
