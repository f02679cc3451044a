/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMemberTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\"}",
                " \t\r\n{ \"model\" : \"m\" } \n",
                "{\"model\":\"m\",\"stream\":true,\"n\":null,\"x\":false}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"model\":\"m\"}",
                "{\"a\":{},\"b\":[],\"c\":[[],{}],\"model\":\"m\",\"d\":{\"e\":[1,2,{\"f\":3}]}}",
                "{\"a\":0,\"b\":-0,\"c\":-12.5e+3,\"d\":1E9,\"e\":0.1,\"f\":10e-2,\"model\":\"m\"}",
                "{\"\":\"\",\"a\\\"b\":\"\\\\\",\"model\":\"m\"}",
                "{\"a\":\"}],\\\"model\\\":\\\"other\\\"\",\"model\":\"m\"}",
                "{\"a\":\"\\u00e9 \\b\\f\\n\\r\\t\\/ é 😀\",\"model\":\"m\"}",
                "{\"m\\u006fdel\":\"\\u006d\"}",
                "{\"a\":\"half a pair \\ud83d is common where a text was cut\",\"model\":\"m\"}"
            })
    void isFoundWhereverItStands(String json) {
        assertThat(whole(json).onlyValue()).contains("m");
    }

    @Test
    void isFoundWhateverThePieces() {
        byte[] json = "{\"a\":{\"model\":[\"é\\u00e9\",1.5e3,true]},\"mod\\u0065l\":\"gr\\u00fc\\n😀ß\\ud83d\\ude00\"} "
                .getBytes(UTF_8);
        for (int size = 1; size <= json.length; size++) {
            JsonMember member = new JsonMember("model");
            for (int from = 0; from < json.length; from += size) {
                ByteBuffer piece = ByteBuffer.wrap(json, from, Math.min(size, json.length - from));
                member.read(piece);
                assertThat(piece.position()).isEqualTo(from);
            }
            assertThat(member.onlyValue()).as("pieces of %d bytes", size).contains("grü\n😀ß😀");
        }
    }

    @Test
    void isReadNoFurtherThanToWhereItIsFoundWhereThatIsEnough() {
        JsonMember member = new JsonMember("model");
        member.readUntilFound(ByteBuffer.wrap("{\"a\":[1],\"mod".getBytes(UTF_8)));
        member.readUntilFound(ByteBuffer.wrap("el\":\"m\",\"model\":\"other\"}".getBytes(UTF_8)));
        member.readUntilFound(ByteBuffer.wrap("{".getBytes(UTF_8)));
        assertThat(member.value()).contains("m");
        member.read(ByteBuffer.wrap(",\"b\":2}".getBytes(UTF_8)));
        assertThat(member.onlyValue()).as("it stopped behind the value").contains("m");
    }

    @Test
    void isKnownBeforeTheBodyIsWhole() {
        JsonMember member = whole("{\"model\":\"m\",\"messages\":[{\"content\":\"and so on");
        assertThat(member.isFound()).isTrue();
        assertThat(member.value()).contains("m");
        assertThat(member.onlyValue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"x\":{\"model\":\"m\"}}",
                "{\"x\":[{\"model\":\"m\"}]}",
                "{\"x\":\"model\",\"y\":\"m\"}",
                "{\"x\":\"\\\"model\\\":\\\"m\\\"\"}"
            })
    void isNotFoundWhereItIsNotAMemberOfTheOutermostObject(String json) {
        JsonMember member = whole(json);
        assertThat(member.isWhole()).isTrue();
        assertThat(member.isFound()).isFalse();
        assertThat(member.onlyValue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "-2.5", "true", "false", "{}", "{\"model\":\"m\"}", "[]", "[\"m\"]"})
    void isNoTextWhereItIsOfAnotherKind(String value) {
        JsonMember member = whole("{\"model\":" + value + "}");
        assertThat(member.isWhole()).isTrue();
        assertThat(member.isFound()).isTrue();
        assertThat(member.value()).isEmpty();
        assertThat(member.onlyValue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"model\":\"o\"}",
                "{\"model\":\"m\",\"model\":\"m\"}",
                "{\"model\":\"m\",\"m\\u006fdel\":\"o\"}",
                "{\"model\":\"m\",\"model\":null}",
                "{\"model\":null,\"model\":\"m\"}"
            })
    void isInDoubtWhereItStandsTwice(String json) {
        assertThat(whole(json).isWhole()).isTrue();
        assertThat(whole(json).onlyValue()).isEmpty();
    }

    /** Go's parser matches names so, also by the Unicode letters that fold into ASCII. */
    @ParameterizedTest
    @ValueSource(strings = {"Model", "MODEL", "mODel", "\\u004dodel"})
    void isInDoubtBesideANameThatDiffersByCase(String other) {
        assertThat(whole("{\"model\":\"m\",\"" + other + "\":\"o\"}").onlyValue())
                .isEmpty();
        assertThat(whole("{\"" + other + "\":\"o\",\"model\":\"m\"}").onlyValue())
                .isEmpty();
        assertThat(whole("{\"" + other + "\":\"o\"}").onlyValue()).isEmpty();
    }

    @Test
    void isInDoubtBesideANameThatFoldsIntoItsLetters() {
        JsonMember member = new JsonMember("task");
        member.read(utf8("{\"task\":\"m\",\"ta\u017f\u212a\":\"o\"}"));
        assertThat(member.onlyValue()).isEmpty();
    }

    /** Google's servers take both of a field's names. */
    @ParameterizedTest
    @CsvSource({
        "baseModel,base_model",
        "base_model,baseModel",
        "model_id,modelId",
        "modelId,MODEL_ID",
        "model-id,model_id"
    })
    void isInDoubtBesideItsNameInAnotherSpelling(String wanted, String other) {
        for (String body : List.of(
                "{\"" + wanted + "\":\"m\",\"" + other + "\":\"o\"}",
                "{\"" + other + "\":\"o\",\"" + wanted + "\":\"m\"}",
                "{\"" + other + "\":\"o\"}")) {
            JsonMember member = new JsonMember(wanted);
            member.read(utf8(body));
            assertThat(member.onlyValue()).isEmpty();
            assertThat(member.isAbsent()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"model\\u0000", "model\\u0000x", "mo\\ud800del", "mo\\udc00del", "\\ude00\\ud83d"})
    void isInDoubtBesideANameThatProgramsDoNotAgreeOn(String other) {
        assertThat(whole("{\"model\":\"m\",\"" + other + "\":\"o\"}").onlyValue())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"m\\u0000", "m\\u0000o", "m\\ud800", "\\udc00m"})
    void isInDoubtWhereProgramsDoNotAgreeOnItsValue(String value) {
        JsonMember member = whole("{\"model\":\"" + value + "\"}");
        assertThat(member.isWhole()).isTrue();
        assertThat(member.onlyValue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[{\"model\":\"m\"}]",
                "\"model\"",
                "null",
                "{\"model\":\"m\"",
                "{\"model\":\"m",
                "{\"model\":\"m\"}}",
                "{\"model\":\"m\"}{}",
                "{\"model\":\"m\"},",
                "{\"model\":\"m\"}\0",
                "{\"model\":\"m\"}x",
                "{\"model\":\"m\",}",
                "{,\"model\":\"m\"}",
                "{\"model\" \"m\"}",
                "{\"model\"=\"m\"}",
                "{\"model\"::\"m\"}",
                "{model:\"m\"}",
                "{'model':\"m\"}",
                "{\"model\":'m'}",
                "{\"model\":m}",
                "{\"model\":\"m\" \"x\":1}",
                "{\"model\":\"m\";\"x\":1}",
                "{\"model\":\"m\"\"n\"}",
                "{\"model\":\"m\",\"x\":1 \"model\":\"o\"}",
                "{\"x\":a\"b\",\"model\":\"m\"}",
                "{\"x\":1\"b\",\"model\":\"m\"}",
                "{\"x\":true\"b\",\"model\":\"m\"}",
                "{\"x\":[1 2],\"model\":\"m\"}",
                "{\"x\":[1,],\"model\":\"m\"}",
                "{\"x\":[,1],\"model\":\"m\"}",
                "{\"x\":[1},\"model\":\"m\"}",
                "{\"x\":{\"y\":1],\"model\":\"m\"}",
                "{\"x\":{\"y\"},\"model\":\"m\"}",
                "{\"x\":{1:2},\"model\":\"m\"}",
                "{\"x\":[\"y\":1],\"model\":\"m\"}",
                "{\"x\":,\"model\":\"m\"}",
                "/* \" */{\"model\":\"m\"}",
                "{/*\"*/\"model\":\"m\"}",
                "{\"x\":1/*,*/,\"model\":\"m\"}",
                "{\"x\":1//\n,\"model\":\"m\"}",
                "{\"x\":1#\n,\"model\":\"m\"}",
                "{\"model\":\"m\"}//",
                "{\"x\":01,\"model\":\"m\"}",
                "{\"x\":-,\"model\":\"m\"}",
                "{\"x\":-01,\"model\":\"m\"}",
                "{\"x\":+1,\"model\":\"m\"}",
                "{\"x\":.5,\"model\":\"m\"}",
                "{\"x\":5.,\"model\":\"m\"}",
                "{\"x\":5.e1,\"model\":\"m\"}",
                "{\"x\":5e,\"model\":\"m\"}",
                "{\"x\":5e+,\"model\":\"m\"}",
                "{\"x\":0x1,\"model\":\"m\"}",
                "{\"x\":1.2.3,\"model\":\"m\"}",
                "{\"x\":NaN,\"model\":\"m\"}",
                "{\"x\":Infinity,\"model\":\"m\"}",
                "{\"x\":True,\"model\":\"m\"}",
                "{\"x\":tru,\"model\":\"m\"}",
                "{\"x\":truee,\"model\":\"m\"}",
                "{\"x\":nulll,\"model\":\"m\"}",
                "{\"x\":undefined,\"model\":\"m\"}",
                "{\"x\":\"\\x41\",\"model\":\"m\"}",
                "{\"x\":\"\\'\",\"model\":\"m\"}",
                "{\"x\":\"\\u12\",\"model\":\"m\"}",
                "{\"x\":\"\\u12g4\",\"model\":\"m\"}",
                "{\"x\":\"\\U0041\",\"model\":\"m\"}",
                "{\"x\":\"a\nb\",\"model\":\"m\"}",
                "{\"x\":\"a\tb\",\"model\":\"m\"}",
                "{\"x\":\"a\0b\",\"model\":\"m\"}",
                "{\"mo\0del\":\"o\",\"model\":\"m\"}",
                "{\"model\":\"m\0\"}",
                "{\"model\":\"m\u001f\"}",
                "\f{\"model\":\"m\"}",
                "{\"model\":\u00a0\"m\"}",
                "{\"model\":\"m\"}\u2028",
                "\ufeff{\"model\":\"m\"}"
            })
    void isInDoubtInWhatIsNotJson(String text) {
        JsonMember member = whole(text);
        assertThat(member.isWhole()).isFalse();
        assertThat(member.onlyValue()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ff, no lead byte",
        "80, a continuation without its lead byte",
        "c1af, an overlong o",
        "c080, an overlong NUL",
        "e081af, an overlong o of three bytes",
        "f08081af, an overlong o of four bytes",
        "eda080, half a surrogate pair",
        "edbfbf, the other half",
        "f4908080, beyond Unicode",
        "f5808080, beyond Unicode",
        "c3, a character cut off",
        "e282, a character cut off",
        "f09f98, a character cut off",
        "c35c, a character cut off by an escape",
        "835c, of Shift JIS"
    })
    void isInDoubtAmongBytesThatAreNotUtf8(String hex, String what) {
        String bytes = new String(java.util.HexFormat.of().parseHex(hex), ISO_8859_1);
        for (String text : new String[] {
            "{\"mo" + bytes + "del\":\"o\",\"model\":\"m\"}",
            "{\"x\":\"" + bytes + "\",\"model\":\"m\"}",
            "{\"x\":{\"" + bytes + "\":1},\"model\":\"m\"}",
            "{\"model\":\"m" + bytes + "\"}",
            "{\"model\":\"m\"}" + bytes
        }) {
            JsonMember member = whole(text, ISO_8859_1);
            assertThat(member.onlyValue()).as(what).isEmpty();
            assertThat(member.isWhole()).as(what).isFalse();
        }
    }

    @Test
    void isInDoubtInAnotherEncodingOfUnicode() {
        String json = "{\"model\":\"m\"}";
        assertThat(whole(json, UTF_16BE).onlyValue()).isEmpty();
        assertThat(whole(json, UTF_16LE).onlyValue()).isEmpty();
        assertThat(whole("\ufeff" + json, UTF_16BE).onlyValue()).isEmpty();
    }

    @Test
    void endsNotAtANameThatIsLongerThanIsKept() {
        String longName = "x".repeat(JsonText.LONGEST + 1) + "model";
        JsonMember alone = whole("{\"" + longName + "\":\"o\"}");
        assertThat(alone.isFound()).isFalse();
        assertThat(alone.onlyValue()).isEmpty();
    }

    @Test
    void isToldUpToALengthThatNoModelHas() {
        String longest = "m".repeat(JsonText.LONGEST);
        assertThat(whole("{\"model\":\"" + longest + "\"}").onlyValue()).contains(longest);
        assertThat(whole("{\"model\":\"" + longest + "m\"}").onlyValue()).isEmpty();
        assertThat(whole("{\"model\":\"" + longest.repeat(100) + "\"}").value()).isEmpty();
    }

    @Test
    void isFoundBehindMembersOfAnySize() {
        String image = "QUJD".repeat(1024 * 1024);
        assertThat(whole("{\"image\":\"" + image + "\",\"model\":\"m\"}").onlyValue())
                .contains("m");
        assertThat(whole("{\"n\":" + "1".repeat(100_000) + ",\"model\":\"m\"}").onlyValue())
                .contains("m");
    }

    @Test
    void isFoundBehindNestingThatParsersStillFollow() {
        assertThat(whole("{\"x\":" + "[".repeat(1000) + "]".repeat(1000) + ",\"model\":\"m\"}")
                        .onlyValue())
                .contains("m");
        assertThat(whole("{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",\"model\":\"m\"}")
                        .onlyValue())
                .isEmpty();
        assertThat(whole("{\"x\":" + "{\"y\":".repeat(900) + "1" + "}".repeat(900) + ",\"model\":\"m\"}")
                        .onlyValue())
                .contains("m");
    }

    @Test
    void isReadAnewWithoutWhatWasReadBefore() {
        JsonMember before = whole("{\"model\":\"o\",");
        JsonMember anew = before.anew();
        anew.read(utf8("{\"model\":\"m\"}"));
        assertThat(anew.onlyValue()).contains("m");
        assertThat(before.value()).contains("o");
    }

    private static JsonMember whole(String text) {
        return whole(text, UTF_8);
    }

    private static JsonMember whole(String text, Charset charset) {
        JsonMember member = new JsonMember("model");
        member.read(ByteBuffer.wrap(text.getBytes(charset)));
        return member;
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
