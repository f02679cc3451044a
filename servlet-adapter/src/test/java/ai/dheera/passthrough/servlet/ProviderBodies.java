/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

/** Bodies as Anthropic and OpenAI send them: their members, their order, their odd spaces. */
final class ProviderBodies {

    private ProviderBodies() {}

    static final String ANTHROPIC_MESSAGE = """
            {"model":"claude-haiku-4-5-20251001","id":"msg_01Lima","type":"message","role":"assistant","content":[\
            {"type":"text","text":"Lima. \\u00c7a va \uD83D\uDE00, \\ud83d\\ude00!"}],"stop_reason":"end_turn",\
            "stop_sequence":null,"usage":{"input_tokens":21,"cache_creation_input_tokens":0,\
            "cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},\
            "output_tokens":7,"service_tier":"standard","inference_geo":"not_available"},\
            "a_member_of_next_year":{"n":[1, 2.50,  3e4]}}""";

    static final String ANTHROPIC_STREAM = """
            event: message_start
            data: {"type":"message_start","message":{"model":"claude-haiku-4-5-20251001","id":"msg_02Lima",\
            "type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,"usage":{\
            "input_tokens":21,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{\
            "ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":1,\
            "service_tier":"standard","inference_geo":"not_available"}}            }

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}        }

            event: ping
            data: {"type": "ping"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Li"}      }

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ma. \uD83D\uDE00"}  }

            event: content_block_stop
            data: {"type":"content_block_stop","index":0        }

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{\
            "input_tokens":21,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":7}       }

            event: message_stop
            data: {"type":"message_stop"    }

            """;

    static final String ANTHROPIC_TOKENS = "{\"input_tokens\":14}";

    static final String ANTHROPIC_MODELS = """
            {"data":[{"type":"model","id":"claude-haiku-4-5-20251001","display_name":"Claude Haiku 4.5",\
            "created_at":"2025-10-15T00:00:00Z","max_input_tokens":200000,"max_tokens":64000,"capabilities":null,\
            "lifecycle":"active"}],\
            "has_more":false,"first_id":"claude-haiku-4-5-20251001","last_id":"claude-haiku-4-5-20251001"}""";

    static final String ANTHROPIC_BATCH = """
            {"id":"msgbatch_01Lima","type":"message_batch","processing_status":"in_progress","request_counts":{\
            "processing":1,"succeeded":0,"errored":0,"canceled":0,"expired":0},"ended_at":null,\
            "created_at":"2026-11-22T10:00:00.123456+00:00","expires_at":"2026-11-23T10:00:00.123456+00:00",\
            "archived_at":null,"cancel_initiated_at":null,"results_url":null}""";

    static final String ANTHROPIC_BATCH_RESULTS = """
            {"custom_id":"peru","result":{"type":"succeeded","message":%s}}
            {"custom_id":"chile","result":{"type":"expired"}}
            """.formatted(ANTHROPIC_MESSAGE);

    static final String ANTHROPIC_FILE = """
            {"type":"file","id":"file_01Lima","size_bytes":17,"created_at":"2026-11-22T10:00:00.340000Z",\
            "filename":"towns.csv","mime_type":"text/csv","downloadable":false}""";

    static final String OPENAI_CHAT = """
            {
              "id": "chatcmpl-Lima1",
              "object": "chat.completion",
              "created": 1795341600,
              "model": "gpt-5-mini-2025-08-07",
              "choices": [
                {
                  "index": 0,
                  "message": {
                    "role": "assistant",
                    "content": "Lima. \\u00c7a va \uD83D\uDE00!",
                    "refusal": null,
                    "annotations": []
                  },
                  "finish_reason": "stop"
                }
              ],
              "usage": {
                "prompt_tokens": 13,
                "completion_tokens": 74,
                "total_tokens": 87,
                "prompt_tokens_details": { "cached_tokens": 0, "audio_tokens": 0 },
                "completion_tokens_details": {
                  "reasoning_tokens": 64,
                  "audio_tokens": 0,
                  "accepted_prediction_tokens": 0,
                  "rejected_prediction_tokens": 0
                }
              },
              "service_tier": "default",
              "system_fingerprint": null,
              "a_member_of_next_year": [ 1, 2.50,  3e4 ]
            }
            """;

    private static final String CHUNK = """
            data: {"id":"chatcmpl-Lima2","object":"chat.completion.chunk","created":1795341600,\
            "model":"gpt-5-mini-2025-08-07","service_tier":"default","system_fingerprint":null,\
            "choices":%s,"usage":%s,"obfuscation":"k3Zp"}

            """;

    private static final String DELTA = "[{\"index\":0,\"delta\":%s,\"logprobs\":null,\"finish_reason\":%s}]";

    static final String OPENAI_CHAT_STREAM = CHUNK.formatted(
                    DELTA.formatted("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null"), "null")
            + CHUNK.formatted(DELTA.formatted("{\"content\":\"Li\"}", "null"), "null")
            + CHUNK.formatted(DELTA.formatted("{\"content\":\"ma. \uD83D\uDE00\"}", "null"), "null")
            + CHUNK.formatted(DELTA.formatted("{}", "\"stop\""), "null")
            + CHUNK.formatted("[]", "{\"prompt_tokens\":13,\"completion_tokens\":74,\"total_tokens\":87}")
            + "data: [DONE]\n\n";

    static final String OPENAI_RESPONSE = response("completed", "[" + outputMessage("Lima. \uD83D\uDE00") + "]");

    static final String OPENAI_RESPONSE_STREAM =
            event("response.created", "\"sequence_number\":0,\"response\":" + response("in_progress", "[]"))
                    + event(
                            "response.output_item.added",
                            "\"sequence_number\":1,\"output_index\":0,\"item\":{\"id\":\"msg_Lima\",\"type\":\"message\","
                                    + "\"status\":\"in_progress\",\"content\":[],\"role\":\"assistant\"}")
                    + event(
                            "response.output_text.delta",
                            "\"sequence_number\":2,\"item_id\":\"msg_Lima\",\"output_index\":0,\"content_index\":0,"
                                    + "\"delta\":\"Lima. \uD83D\uDE00\",\"logprobs\":[],\"obfuscation\":\"x7\"")
                    + event("response.completed", "\"sequence_number\":3,\"response\":" + OPENAI_RESPONSE);

    private static String event(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
    }

    private static String outputMessage(String text) {
        return """
               {"id":"msg_Lima","type":"message","status":"completed","content":[{"type":"output_text",\
               "annotations":[],"logprobs":[],"text":"%s"}],"role":"assistant"}""".formatted(text);
    }

    private static String response(String status, String output) {
        return """
               {"id":"resp_Lima","object":"response","created_at":1795341600,"status":"%s","background":false,\
               "error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,\
               "model":"gpt-5-mini-2025-08-07","output":%s,"parallel_tool_calls":true,"previous_response_id":null,\
               "reasoning":{"effort":"medium","summary":null},"service_tier":"default","store":true,\
               "temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,\
               "truncation":"disabled","usage":{"input_tokens":13,"input_tokens_details":{"cached_tokens":0,\
               "cache_write_tokens":0},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":0},\
               "total_tokens":20},"user":null,"metadata":{}}""".formatted(status, output);
    }

    static final String OPENAI_EMBEDDINGS = """
            {"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPwAAAD8AAIA+"}],\
            "model":"text-embedding-3-small","usage":{"prompt_tokens":2,"total_tokens":2}}""";

    static final String OPENAI_MODELS = """
            {"object":"list","data":[{"id":"gpt-5-mini","object":"model","created":1754408100,"owned_by":"system"}]}""";

    static final String OPENAI_FILE = """
            {"object":"file","id":"file-Lima","purpose":"user_data","filename":"towns.csv","bytes":17,\
            "created_at":1795341600,"expires_at":null,"status":"processed","status_details":null}""";

    static final String OPENAI_MODERATION = """
            {"id":"modr-Lima","model":"omni-moderation-latest","results":[{"flagged":false,"categories":{\
            "harassment":false,"harassment/threatening":false,"hate":false,"hate/threatening":false,"illicit":false,\
            "illicit/violent":false,"self-harm":false,"self-harm/intent":false,"self-harm/instructions":false,\
            "sexual":false,"sexual/minors":false,"violence":false,"violence/graphic":false},"category_scores":{\
            "harassment":1.1e-05,"harassment/threatening":2.5E-7,"hate":0.1,"hate/threatening":0.0,"illicit":0.1,\
            "illicit/violent":0.1,"self-harm":0.1,"self-harm/intent":0.1,"self-harm/instructions":0.1,"sexual":0.1,\
            "sexual/minors":0.1,"violence":0.1,"violence/graphic":0.1},"category_applied_input_types":{\
            "harassment":["text"],"harassment/threatening":["text"],"hate":["text"],"hate/threatening":["text"],\
            "illicit":["text"],"illicit/violent":["text"],"self-harm":["text"],"self-harm/intent":["text"],\
            "self-harm/instructions":["text"],"sexual":["text"],"sexual/minors":["text"],"violence":["text"],\
            "violence/graphic":["text"]}}]}""";

    static final String OPENAI_TRANSCRIPTION = """
            {"text":"Lima is the capital of Peru.","usage":{"type":"tokens","total_tokens":19,"input_tokens":11,\
            "input_token_details":{"text_tokens":0,"audio_tokens":11},"output_tokens":8}}""";
}
