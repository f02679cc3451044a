/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.UsagePath;
import ai.dheera.passthrough.UsagePath.Measure;
import ai.dheera.passthrough.metering.PathTree.Use;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDocumentsTest {

    private final List<@Nullable BigDecimal> found = new ArrayList<>();
    private final List<@Nullable String> texts = new ArrayList<>();

    private void read(String path, String json, int piece, boolean onLines) {
        PathTree tree = new PathTree();
        UsagePath parsed = UsagePath.inDocument(path);
        tree.grow(parsed.steps(), parsed.measure() == Measure.LENGTH ? Use.LENGTH : Use.NUMBER, 0);
        if (parsed.measure() == Measure.VALUE) {
            tree.grow(parsed.steps(), Use.TEXT, 0);
        }
        Values values = new Values(1, 1, 0);
        JsonDocuments documents = new JsonDocuments(
                tree,
                values,
                document -> {
                    found.add(document.number(0));
                    texts.add(document.text(0));
                },
                onLines);
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i += piece) {
            documents.read(bytes, i, Math.min(bytes.length, i + piece));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a                 | {\"a\":1}                                                    | 1",
                "a                 | {\"b\":{\"a\":2},\"c\":[{\"a\":3}],\"a\":1}                  | 1",
                "a                 | {\"b\":\"}{\\\"a\\\":5\",\"a\" : 17 }                        | 17",
                "a                 | {\"b\":[[[{}]],\"]\"],\"a\":-1.50e1}                         | -15",
                "a.b               | {\"a\":{\"x\":null,\"b\":7},\"b\":8}                         | 7",
                "a.b               | {\"a\":{\"b\":1},\"a\":{\"b\":2}}                            | 2",
                "a.b               | {\"a\":{\"b\":1},\"c\":0,\"a\":{\"b\":null}}                 | 1",
                "r[].n             | {\"r\":[{\"n\":1},{\"m\":5},{\"n\":2,\"x\":{\"n\":9}}]}      | 3",
                "r[].s[].n         | {\"r\":[{\"s\":[{\"n\":1},{\"n\":2}]},{\"s\":[{\"n\":4}]}]}  | 7",
                "r[]               | {\"r\":[1,\"x\",{},[],null,true,{\"a\":[]}]}                 | 6",
                "r[].q[]           | {\"r\":[{\"q\":[\"a\",\"b\"]},{\"q\":[]},{\"q\":[\"c\"]}]}   | 3",
                "r[t=a].n          | {\"r\":[{\"t\":\"a\",\"n\":2},{\"n\":3,\"t\":\"a\"},{\"t\":\"b\",\"n\":50}]} | 5",
                "r[t=a].m.n        | {\"r\":[{\"m\":{\"n\":4,\"t\":\"b\"},\"t\":\"a\"},{\"m\":{\"t\":\"a\",\"n\":9}}]} | 4",
                "r[t=a]            | {\"r\":[{\"t\":\"a\",\"n\":2},{\"t\":\"b\"},{\"x\":{\"t\":\"a\"}},{\"t\":\"a\"}]} | 2",
                "r[].o[t=a]        | {\"r\":[{\"o\":{\"t\":\"a\"}},{\"o\":{\"q\":{\"t\":\"a\"},\"t\":\"b\"}},{\"o\":{\"x\":[1],\"t\":\"a\"}},{\"o\":[{\"t\":\"a\"}]}]} | 3",
                "t#                | {\"t\":\"a\\u00e9\\ud83d\\ude00\\n\\\"é😀x\"}                 | 8",
                "t#                | {\"t\":\"\"}                                                  | 0",
                "a                 | {\"a\":123456789012345678901234567890}                       | 123456789012345678901234567890",
            })
    void findsANumberAtAPath(String path, String json, BigDecimal expected) {
        for (int piece : new int[] {1, 2, 3, 1_000}) {
            found.clear();
            read(path, json, piece, false);
            assertThat(found).as("in pieces of %s", piece).hasSize(1);
            assertThat(found.get(0)).isEqualByComparingTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m | {\"m\":\"claude\"}           | claude",
                "m | {\"m\":\"a\\/b\\u0041\\\"\"} | a/bA\"",
                "m | {\"m\":true}                 | true",
                "m | {\"m\":\"ü\"}                | ü",
            })
    void findsATextAtAPath(String path, String json, String expected) {
        for (int piece : new int[] {1, 2, 1_000}) {
            texts.clear();
            read(path, json, piece, false);
            assertThat(texts).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":null}",
                "{\"a\":\"1\"",
                "{\"a\":1",
                "{\"a\":1e999999999}",
                "{\"a\":1e-999999999}",
                "{\"a\":12345678901234567890123456789012345678901234567890}",
                "{\"b\":{\"a\":1}}",
                "{\"b\":[{\"a\":1}]}",
                "[[{\"b\":1}]]",
                "{\"\\u0061\":1}",
                "{'a':1}",
                "{\"a\" 1}",
                "{\"b\":}\"a\":1}",
                "}}}]]]",
                "null",
                ""
            })
    void findsNoNumberWhereNoneIs(String json) {
        for (int piece : new int[] {1, 1_000}) {
            read("a", json, piece, false);
            assertThat(found.stream().filter(number -> number != null)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}{\"a\":2}",
                "{\"a\":1}\n{\"a\":2}\n",
                "[{\"a\":1}\n,\r\n{\"a\":2}\n]",
                " [ {\"a\": 1} , {\"b\": [1]}, {\"a\": 2} ] "
            })
    void takesOneDocumentAfterTheOther(String json) {
        for (int piece : new int[] {1, 7, 1_000}) {
            found.clear();
            read("a", json, piece, false);
            assertThat(found).containsExactly(BigDecimal.ONE, BigDecimal.valueOf(2));
        }
    }

    @Test
    void beginsAnewOnTheNextLineWhateverWasWrongInTheOneBefore() {
        read("a", "{\"a\":1}\n{\"a\" 5}\n{\"a\":2}\ngarbage }\n{\"a\":3}\n", 3, true);
        assertThat(found).containsExactly(BigDecimal.ONE, BigDecimal.valueOf(2), BigDecimal.valueOf(3));
    }

    @Test
    void standsAnyDepth() {
        String deep = "{\"x\":" + "[{\"a\":".repeat(100_000) + "1" + "}]".repeat(100_000) + ",\"a\":5}";
        read("a", deep, 8_192, false);
        assertThat(found).containsExactly(BigDecimal.valueOf(5));
        found.clear();
        read("a", "[".repeat(1_000_000), 8_192, false);
        assertThat(found).isEmpty();
    }
}
