/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageRequestTest {

    private static Optional<String> asked(String body) {
        return UsageRequest.with(body.getBytes(StandardCharsets.UTF_8), "stream_options.include_usage")
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"stream\":true} | {\"stream_options\":{\"include_usage\":true},\"stream\":true}",
                "' { \"a\":\"é{\\\"\", \"stream\" : true }' | ' {\"stream_options\":{\"include_usage\":true}, \"a\":\"é{\\\"\", \"stream\" : true }'",
                "{\"stream\":true,\"stream_options\":{}} | {\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"stream\":true,\"stream_options\" : {\"include_obfuscation\":false}} | {\"stream\":true,\"stream_options\" : {\"include_usage\":true,\"include_obfuscation\":false}}",
                "{\"x\":{\"stream_options\":{}},\"y\":\"stream_options\",\"stream_options\":{},\"stream\":true} | {\"x\":{\"stream_options\":{}},\"y\":\"stream_options\",\"stream_options\":{\"include_usage\":true},\"stream\":true}"
            })
    void insertsTheOptionAndLeavesAllElseAsItIs(String body, String expected) {
        assertThat(asked(body)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"stream\":false}",
                "{\"stream\":\"true\"}",
                "{\"stream\":true",
                "{\"stream\":true,\"stream_options\":null}",
                "{\"stream\":true,\"stream_options\":{\"include_usage\":false}}",
                "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"x\":{\"stream\":true}}"
            })
    void leavesARequestAloneThatWantsNoStreamOrSaysItself(String body) {
        assertThat(asked(body)).isEmpty();
    }
}
