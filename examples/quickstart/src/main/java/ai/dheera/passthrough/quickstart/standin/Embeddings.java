/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.standin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** OpenAI's embeddings: the same text has the same vector, and there is no more to them than that. */
final class Embeddings {

    private static final int USUAL_DIMENSIONS = 1536;
    private static final int MOST_DIMENSIONS = 3072;

    private Embeddings() {}

    static void answer(Call call, JsonObject body) throws IOException, ProviderError {
        Prompt prompt = Prompt.of(body, "input");
        int dimensions = dimensions(body);
        boolean base64 = body.get("encoding_format") instanceof JsonPrimitive format
                && format.getAsString().equals("base64");
        List<JsonObject> data = new ArrayList<>();
        for (JsonElement input : inputs(body.get("input"))) {
            float[] vector = vector(input.toString(), dimensions);
            data.add(Json.object("""
                    {"object": "embedding", "index": %s, "embedding": %s}""", data.size(), base64 ? inBase64(vector) : vector));
        }
        call.reply(Json.object("""
                {"object": "list", "data": %s, "model": %s, "usage": {"prompt_tokens": %s, "total_tokens": %s}}""", data, prompt.model(), prompt.tokens(), prompt.tokens()));
    }

    private static int dimensions(JsonObject body) throws ProviderError {
        int dimensions = body.get("dimensions") instanceof JsonPrimitive wanted ? wanted.getAsInt() : USUAL_DIMENSIONS;
        if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
            throw ProviderError.badRequest("dimensions: must be from 1 to " + MOST_DIMENSIONS);
        }
        return dimensions;
    }

    /** One text, or several; a text may be given as its tokens, which are numbers. */
    private static List<JsonElement> inputs(JsonElement input) {
        boolean several = input instanceof JsonArray array
                && !array.isEmpty()
                && !(array.get(0) instanceof JsonPrimitive first && first.isNumber());
        return several ? input.getAsJsonArray().asList() : List.of(input);
    }

    private static float[] vector(String text, int dimensions) {
        Random random = new Random(text.hashCode());
        float[] vector = new float[dimensions];
        float scale = (float) Math.sqrt(3.0 / dimensions); // makes its length about 1
        for (int i = 0; i < dimensions; i++) {
            vector[i] = scale * (2 * random.nextFloat() - 1);
        }
        return vector;
    }

    private static String inBase64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
