/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSketch;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageJsonTest {

    @Test
    void hasAllMembersInTheirOrder() {
        assertThat(UsageJson.line(UsageSketch.record().build()))
                .isEqualTo("{\"requestId\":\"dpt_1\",\"startedAt\":\"2026-11-22T10:00:00.123Z\",\"firstByteMs\":12,"
                        + "\"durationMs\":345,\"keyId\":\"key-1\",\"owner\":\"alice\",\"team\":\"team-a\","
                        + "\"tags\":{\"app\":\"chat\"},\"provider\":\"anthropic\",\"route\":\"/v1/messages\","
                        + "\"method\":\"POST\",\"path\":\"/anthropic/v1/messages?beta=true\",\"model\":\"claude-x\","
                        + "\"servedModel\":\"claude-x-1\",\"status\":200,\"outcome\":\"completed\",\"error\":null,"
                        + "\"streamed\":true,\"requestBytes\":67,\"responseBytes\":890,"
                        + "\"usage\":{\"input_tokens\":5},\"usageSource\":\"reported\",\"costUsd\":\"0.0120\","
                        + "\"pricing\":\"priced\",\"credentialId\":\"main\",\"attempts\":1,"
                        + "\"upstreamRequestId\":\"req_9\",\"clientAddress\":\"127.0.0.1\"}");
    }

    @Test
    void saysNullWhereNothingIsKnown() {
        assertThat(UsageJson.line(UsageSketch.ofNothing()))
                .isEqualTo("{\"requestId\":\"dpt_0\",\"startedAt\":\"1970-01-01T00:00:00.000Z\",\"firstByteMs\":null,"
                        + "\"durationMs\":0,\"keyId\":null,\"owner\":null,\"team\":null,\"tags\":{},\"provider\":null,"
                        + "\"route\":null,\"method\":\"GET\",\"path\":\"/\",\"model\":null,\"servedModel\":null,"
                        + "\"status\":null,\"outcome\":\"client_aborted\",\"error\":\"invalid_key\",\"streamed\":false,"
                        + "\"requestBytes\":0,\"responseBytes\":0,\"usage\":{},\"usageSource\":\"none\","
                        + "\"costUsd\":null,\"pricing\":\"unpriced\",\"credentialId\":null,\"attempts\":0,"
                        + "\"upstreamRequestId\":null,\"clientAddress\":\"::1\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "line\nbreak",
                "\r\n\t\0\u001f\u007f\u0085\u2028\u2029",
                "\"quoted\" \\ </script> & ' = é 😀",
                "{\"not\":\"parsed\"}",
                ""
            })
    void staysOnOneLineWhateverItHolds(String text) {
        UsageRecord record = UsageSketch.record()
                .requestId(text)
                .owner(text)
                .path(text)
                .model(text)
                .tags(Map.of(text, text))
                .build();
        String line = UsageJson.line(record);
        assertThat(line.lines()).hasSize(1);
        assertThat(line.chars()).allMatch(c -> c >= ' ' && c != 0x2028 && c != 0x2029);
        JsonObject json = JsonParser.parseString(line).getAsJsonObject();
        for (String member : new String[] {"requestId", "owner", "path", "model"}) {
            assertThat(json.get(member).getAsString()).isEqualTo(text);
        }
        assertThat(json.getAsJsonObject("tags").get(text).getAsString()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.0000001, 0.0000001", "1E-10, 0.0000000001", "1E+3, 1000", "0, 0", "12.500, 12.500"})
    void givesTheCostAsPlainDecimalText(String cost, String text) {
        JsonObject json = JsonParser.parseString(
                        UsageJson.line(UsageSketch.record().cost(cost).build()))
                .getAsJsonObject();
        assertThat(json.get("costUsd").getAsString()).isEqualTo(text);
    }
}
