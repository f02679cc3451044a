/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.aws;

import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.Script;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Answers in Bedrock's documented form. */
final class BedrockAnswers {

    static final String CONVERSE = """
            {"metrics":{"latencyMs":551},"output":{"message":{"content":[{"text":"Hello from Bedrock"}],\
            "role":"assistant"}},"stopReason":"end_turn","usage":{"inputTokens":26,"outputTokens":4,"totalTokens":30}}""";

    static final String INVOKE = """
            {"id":"msg_bdrk_1","type":"message","role":"assistant","content":[{"type":"text","text":"Hello"}],\
            "stop_reason":"end_turn","usage":{"input_tokens":10,"output_tokens":4}}""";

    /** What Anthropic's SDK reads whole. */
    static final String CLAUDE = """
            {"id":"msg_bdrk_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",\
            "content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","stop_sequence":null,\
            "usage":{"input_tokens":10,"output_tokens":4}}""";

    private BedrockAnswers() {}

    static Script claudeStream() {
        return stream(
                chunk("{\"type\":\"message_start\",\"message\":"
                        + CLAUDE.replace("{\"type\":\"text\",\"text\":\"Hello\"}", "")
                        + "}"),
                chunk("{\"type\":\"content_block_start\",\"index\":0,"
                        + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"),
                chunk("{\"type\":\"content_block_delta\",\"index\":0,"
                        + "\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}}"),
                chunk("{\"type\":\"content_block_stop\",\"index\":0}"),
                chunk("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                        + "\"usage\":{\"output_tokens\":4}}"),
                chunk("{\"type\":\"message_stop\","
                        + "\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":10,\"outputTokenCount\":4}}"));
    }

    static Script converseStream() {
        return stream(
                event("messageStart", "{\"role\":\"assistant\"}"),
                event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hello \"}}"),
                event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"stream\"}}"),
                event("contentBlockStop", "{\"contentBlockIndex\":0}"),
                event("messageStop", "{\"stopReason\":\"end_turn\"}"),
                event(
                        "metadata",
                        "{\"metrics\":{\"latencyMs\":9},"
                                + "\"usage\":{\"inputTokens\":26,\"outputTokens\":2,\"totalTokens\":28}}"));
    }

    static Script invokeStream() {
        return stream(chunk("{\"type\":\"message_start\"}"), chunk("{\"type\":\"message_stop\"}"));
    }

    private static byte[] chunk(String json) {
        String base64 = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        return event("chunk", "{\"bytes\":\"" + base64 + "\",\"p\":\"abcd\"}");
    }

    private static byte[] event(String type, String payload) {
        Map<String, HeaderValue> headers = Map.of(
                ":event-type", HeaderValue.fromString(type),
                ":content-type", HeaderValue.fromString("application/json"),
                ":message-type", HeaderValue.fromString("event"));
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        new Message(headers, payload.getBytes(StandardCharsets.UTF_8)).encode(frame);
        return frame.toByteArray();
    }

    private static Script stream(byte[]... events) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] event : events) {
            all.writeBytes(event);
        }
        return Answers.chunked(
                () -> new ByteArrayInputStream(all.toByteArray()),
                () -> 50,
                "Content-Type: application/vnd.amazon.eventstream",
                "X-Amzn-Bedrock-Content-Type: application/json",
                "x-amzn-RequestId: req-1");
    }
}
