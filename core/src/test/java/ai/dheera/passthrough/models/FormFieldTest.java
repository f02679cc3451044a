/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormFieldTest {

    private static final String BOUNDARY = "----limit-7f3a";
    private static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;
    private static final String LINE = "--" + BOUNDARY;
    private static final String END = "\r\n" + LINE + "--\r\n";
    private static final String NAMED = "Content-Disposition: form-data; name=\"model\"";
    private static final String MODEL = part(NAMED, "m");
    private static final String SOUND = part(
            "Content-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\nContent-Type: audio/mpeg", "ID3");

    /** A part with the boundary ahead of it, up to its content's end. */
    private static String part(String head, String content) {
        return LINE + "\r\n" + head + "\r\n\r\n" + content;
    }

    private static String form(String... parts) {
        return String.join("\r\n", parts) + END;
    }

    static List<String> bodies() {
        return List.of(
                form(MODEL),
                form(SOUND, MODEL),
                form(MODEL, SOUND),
                form(part("Content-Disposition: form-data; name=\"prompt\"", ""), MODEL),
                form(part("Content-Disposition: form-data; name=\"image[]\"; filename=\"é 1.png\"", "1"), MODEL),
                form(
                        part("Content-Disposition: form-data; name=\"file\"; filename=\"\"", ""),
                        MODEL,
                        part("Content-Disposition: form-data; name=\"\"", "m")),
                form(part("Content-Disposition: form-data; name=\"a\"", "\r\n\r\n\r\n"), MODEL),
                form(part("Content-Disposition: form-data; name=\"a\"", "\r\r\n\n-\r\n--\r\n---"), MODEL),
                form(part("Content-Disposition: form-data; name=\"a\"", "\r\n" + LINE.substring(0, 12)), MODEL),
                form(part("Content-Disposition: form-data; name=\"a\"", NAMED + "\r\n\r\no\r\n--other\r\n"), MODEL),
                form(
                        part("Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64", "QQ=="),
                        MODEL),
                form(
                        part("Content-Disposition: form-data; name=\"a\"\r\nContent-Length: 2\r\nX-Any: 1", "\r\n"),
                        MODEL));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void isFoundWhereverItStands(String body) {
        assertThat(read(body).onlyValue()).contains("m");
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void isFoundWhereverThePiecesPart(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= Math.min(first + 5, bytes.length); second++) {
                FormField field = field();
                field.read(ByteBuffer.wrap(bytes, 0, first));
                field.read(ByteBuffer.wrap(bytes, first, second - first));
                field.read(ByteBuffer.wrap(bytes, second, bytes.length - second));
                assertThat(field.onlyValue()).contains("m");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void isFoundWhateverThePieces(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            FormField field = field();
            for (int from = 0; from < bytes.length; from += size) {
                ByteBuffer piece = ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from));
                int limit = piece.limit();
                field.read(piece);
                assertThat(piece.position()).isEqualTo(from);
                assertThat(piece.limit()).isEqualTo(limit);
            }
            assertThat(field.onlyValue()).as("pieces of %d bytes", size).contains("m");
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void isInDoubtWhereverTheBodyBreaksOff(String body) {
        int whole = body.length() - 2;
        for (int length = 0; length < whole; length++) {
            assertThat(read(body.substring(0, length)).onlyValue())
                    .as("of %d bytes", length)
                    .isEmpty();
        }
        assertThat(read(body.substring(0, whole)).onlyValue()).contains("m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NAMED,
                "content-disposition:form-data;name=\"model\"",
                "CONTENT-DISPOSITION:   Form-Data ; NAME=\"model\" ;",
                "Content-Disposition: form-data; name=model",
                "Content-Type: text/plain; charset=utf-8\r\n" + NAMED,
                NAMED + "\r\nContent-Type: text/plain",
                NAMED + "\r\nContent-Type: Text/Plain; Charset=\"UTF-8\"",
                NAMED + "\r\nContent-Type: text/plain; charset=US-ASCII\r\nContent-Transfer-Encoding: 8bit",
                NAMED + "\r\nContent-Type: text/plain; charset=ISO-8859-1\r\nContent-Transfer-Encoding: binary",
                NAMED + "\r\nContent-Length: 1"
            })
    void isFoundHoweverClientsWriteItsHead(String head) {
        assertThat(read(form(SOUND, part(head, "m"))).onlyValue()).contains("m");
    }

    @Test
    void isKnownBeforeTheBodyIsWhole() {
        FormField field = read(MODEL + "\r\n" + LINE);
        assertThat(field.isFound()).isFalse();
        field.read(utf8("\r\n"));
        assertThat(field.isFound()).isTrue();
        assertThat(field.value()).contains("m");
        assertThat(field.onlyValue()).isEmpty();
    }

    @Test
    void isNotFoundWhereItIsNotThere() {
        assertThat(read(form(SOUND)).isFound()).isFalse();
        assertThat(read(LINE + "--\r\n").isFound()).isFalse();
        assertThat(read("").isFound()).isFalse();
        assertThat(read("{\"model\":\"m\"}").isFound()).isFalse();
    }

    @Test
    void isReadForTheRecordAsIsLikely() {
        for (String body : List.of(
                form("a preamble", MODEL),
                form(part("Content-Disposition: form-data; name=\"file\"; filename=\"a\\\"b\"", "1"), MODEL),
                form(part("X-Odd: 1", "1"), MODEL),
                form(MODEL, part(NAMED, "o")),
                form(LINE + " \t\r\n" + NAMED + "\r\n\r\nm"),
                form(part(NAMED + "\r\nX-Odd: 1", "m")),
                form(part(NAMED + "\r\nContent-Transfer-Encoding: quoted-printable", "m")))) {
            assertThat(read(body).value()).as(body).contains("m");
            assertThat(read(body).onlyValue()).as(body).isEmpty();
        }
    }

    @Test
    void isInDoubtWhereItStandsTwice() {
        for (String second : List.of("m", "o", "")) {
            assertThat(read(form(MODEL, SOUND, part(NAMED, second))).onlyValue())
                    .isEmpty();
            assertThat(read(form(part(NAMED, second), MODEL)).onlyValue()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Model",
                "MODEL",
                "model[]",
                "model[0]",
                "Model[x]",
                " model",
                "model ",
                "mod\\el",
                "mode%6c",
                "mod\u00e9l",
                "'model'",
                "mo\u017fel",
                "mod\tel",
                "=?utf-8?q?model?=",
                "mod+el",
                "_charset_",
                "_Charset_"
            })
    void isInDoubtBesideANameThatCouldBeTakenForIt(String other) {
        String otherPart = part("Content-Disposition: form-data; name=\"" + other + "\"", "o");
        assertThat(read(form(MODEL, otherPart)).onlyValue()).isEmpty();
        assertThat(read(form(otherPart, MODEL)).onlyValue()).isEmpty();
        assertThat(read(form(otherPart)).onlyValue()).isEmpty();
    }

    @Test
    void isInDoubtBesideANameThatSomeWriteWithALine() {
        FormField field = FormField.of(TYPE, "model_id").orElseThrow();
        field.read(utf8(form(
                part("Content-Disposition: form-data; name=model_id", "m"),
                part("Content-Disposition: form-data; name=model.id", "o"))));
        assertThat(field.onlyValue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "X-Odd: 1",
                "Content-Disposition: form-data",
                "Content-Disposition: form-data;",
                "Content-Disposition: attachment; name=\"a\"",
                "Content-Disposition: name=\"a\"",
                "Content-Disposition: form-data name=\"a\"",
                "Content-Disposition: form-data, name=\"a\"",
                "Content-Disposition: form-data; name=\"a\", x",
                "Content-Disposition: form-data; name=\"a\" filename=\"b\"",
                "Content-Disposition: form-data; name=\"a\"; x=\"b\"",
                "Content-Disposition: form-data; name=\"a\"; name=\"model\"",
                "Content-Disposition: form-data; name=\"a\"; Name=\"model\"",
                "Content-Disposition: form-data; name=\"a\"; name*=utf-8''model",
                "Content-Disposition: form-data; name*=utf-8''model",
                "Content-Disposition: form-data; name*0=\"mod\"; name*1=\"el\"",
                "Content-Disposition: form-data; filename=\"model\"; name=\"a\"",
                "Content-Disposition: form-data; name = \"a\"",
                "Content-Disposition: form-data; name= \"a\"",
                "Content-Disposition: form-data;\tname=\"a\"",
                "Content-Disposition: form-data;;name=\"a\"",
                "Content-Disposition: form-data; ; name=\"a\"",
                "Content-Disposition: form-data; name=\"a\";;",
                "Content-Disposition: form-data; name=",
                "Content-Disposition: form-data; name",
                "Content-Disposition: form-data; name=\"a",
                "Content-Disposition: form-data; name=a b",
                "Content-Disposition: form-data; name='a'",
                "Content-Disposition: form-data; name=\"a\"b\"",
                "Content-Disposition: form-data; name=\"a\"; filename=\"b\\\"; name=\\\"model\"",
                "Content-Disposition: form-data; name=\"a\"; filename=\"b\\\\\"",
                "Content-Disposition: form-data; name=\"a\"; filename=\"b; name=model\"",
                "Content-Disposition: form-data; name=\"a\"; filename=b; filename=c",
                "Content-Disposition : form-data; name=\"a\"",
                " Content-Disposition: form-data; name=\"a\"",
                "Content-Disposition: form-data;\r\n name=\"a\"",
                "Content-Disposition: form-data; name=\"a\"\r\n X: 1",
                "Content-Disposition: form-data; name=\"a\"\r\nno field",
                "Content-Disposition: form-data; name=\"a\"\r\n: 1",
                "Content-Disposition: form-data; name=\"a\"\r\nX(Y): 1",
                "Content-Disposition: form-data; name=\"a\"\nX: 1",
                "Content-Disposition: form-data; name=\"a\"\rX: 1",
                "Content-Disposition: form-data; name=\"a\"\n\nX: 1",
                "Content-Disposition: form-data; name=\"a\"\0",
                "Content-Disposition: form-data; name=\"a\"\r\n" + NAMED,
                NAMED + "\r\nContent-Disposition: form-data; name=\"a\"",
                "Content-Disposition: form-data; name=\"a\"\r\n" + LINE + ": 1",
                "Content-Disposition: form-data; name=\"a\"\r\nX: " + LINE,
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: multipart/mixed; boundary=x",
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: Message/rfc822",
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: text/plain\r\nContent-type: multipart/mixed",
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Length: 0",
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Length: 2",
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Length: 1, 1",
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Length: 99999999999999999999",
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Length: -1"
            })
    void isInDoubtBesideAPartThatProgramsReadDifferently(String head) {
        assertThat(read(form(part(head, "1"), MODEL)).onlyValue()).isEmpty();
        assertThat(read(form(MODEL, part(head, "1"))).onlyValue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NAMED + "; filename=\"a.txt\"",
                NAMED + "; filename=\"\"",
                NAMED + "; filename*=utf-8''a.txt",
                NAMED + "\r\nContent-Transfer-Encoding: base64",
                NAMED + "\r\nContent-Transfer-Encoding: quoted-printable",
                NAMED + "\r\nContent-Transfer-Encoding: x",
                NAMED + "\r\nContent-Encoding: gzip",
                NAMED + "\r\nX-Odd: 1",
                NAMED + "\r\nContent-Type: application/json",
                NAMED + "\r\nContent-Type: text/html",
                NAMED + "\r\nContent-Type: application/octet-stream",
                NAMED + "\r\nContent-Type:",
                NAMED + "\r\nContent-Type: text/plain; charset=utf-16",
                NAMED + "\r\nContent-Type: text/plain; charset=utf-7",
                NAMED + "\r\nContent-Type: text/plain; charset=utf-8; charset=utf-7",
                NAMED + "\r\nContent-Type: text/plain; charset*=utf-7",
                NAMED + "\r\nContent-Type: text/plain; format=flowed",
                NAMED + "\r\nContent-Length: 2"
            })
    void isInDoubtWhereItMayNotBeAPlainText(String head) {
        FormField field = read(form(SOUND, part(head, "m")));
        assertThat(field.isFound()).isTrue();
        assertThat(field.onlyValue()).isEmpty();
    }

    @Test
    void isNoTextWhereItIsAFile() {
        FormField field = read(form(part(NAMED + "; filename=\"a\"", "m"), MODEL));
        assertThat(field.isFound()).isTrue();
        assertThat(field.value()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " m", "m ", "\tm", "m\n", "\r\nm", "m\r", "m\0", "m\0o", "m\u007f", "m\u001f", "\u00e9", "m\u00a0",
                "\ufeffm", "a\r\nb"
            })
    void isInDoubtWhereProgramsDoNotAgreeOnItsValue(String content) {
        FormField field = read(form(part(NAMED, content)));
        assertThat(field.isFound()).isTrue();
        assertThat(field.onlyValue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " " + LINE + "\r\n",
                LINE + "x\r\n",
                LINE + "-\r\n",
                LINE + "-x\r\n",
                LINE + "\n",
                LINE + "\r",
                LINE + "\rx",
                LINE + "\r\r\n",
                LINE + " x\r\n",
                LINE + " \r\n",
                LINE + "\t\r\n",
                LINE + "\0\r\n",
                LINE
            })
    void isInDoubtWhereABoundaryStandsOtherwiseThanItShould(String odd) {
        String hidden = NAMED + "\r\n\r\no";
        String text = "Content-Disposition: form-data; name=\"a\"";
        for (String end : List.of("\r\n", "\n", "\r", "", "x")) {
            assertThat(read(form(part(text, end + odd + hidden), MODEL)).onlyValue())
                    .isEmpty();
            assertThat(read(form(MODEL, part(text, end + odd + hidden))).onlyValue())
                    .isEmpty();
        }
        assertThat(read(odd + hidden + "\r\n" + form(MODEL)).onlyValue()).isEmpty();
        assertThat(read(form(part(NAMED, "m" + odd))).onlyValue()).isEmpty();
        assertThat(read(form(MODEL) + odd + hidden).onlyValue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "", "x\n", "\n\n"})
    void isInDoubtWhereALineEndsOtherwiseThanItShould(String end) {
        String odd = MODEL + end + LINE + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1";
        assertThat(read(form(odd, SOUND)).onlyValue()).isEmpty();
        assertThat(read(form(MODEL).replace("\r\n", end)).onlyValue()).isEmpty();
        assertThat(read(MODEL + end + LINE + "--\r\n").onlyValue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", " ", "x", "x\r\n", "\r\n\r\n", "\ufeff", "--\r\n", "--other\r\n"})
    void isInDoubtBehindAPreamble(String preamble) {
        assertThat(read(preamble + form(MODEL)).onlyValue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "x",
                "-",
                "\0",
                LINE,
                "\r\n" + LINE + "--\r\n",
                "\r\n" + LINE + "\r\n" + NAMED + "\r\n\r\no",
                "\r\n--other--"
            })
    void isInDoubtAheadOfAnEpilogue(String epilogue) {
        assertThat(read(form(MODEL) + epilogue).onlyValue()).isEmpty();
        assertThat(read(form(MODEL).strip() + epilogue).onlyValue()).isEmpty();
    }

    @Test
    void isInDoubtBesideAPartWithoutContent() {
        String bare = LINE + "\r\nContent-Disposition: form-data; name=\"a\"\r\n";
        assertThat(read(bare + "\r\n" + form(MODEL)).onlyValue()).isEmpty();
        assertThat(read(bare + form(MODEL)).onlyValue()).isEmpty();
        assertThat(read(LINE + "\r\n" + form(MODEL)).onlyValue()).isEmpty();
        assertThat(read(LINE + "\r\n" + NAMED + "\r\n\r\n" + LINE + "--\r\n").value())
                .isEmpty();
    }

    @Test
    void isToldUpToALengthThatNoModelHas() {
        String longest = "m".repeat(FormField.LONGEST);
        assertThat(read(form(part(NAMED, longest))).onlyValue()).contains(longest);
        assertThat(read(form(part(NAMED, ""))).onlyValue()).contains("");
        for (String tooLong : List.of(longest + "m", longest.repeat(1_000))) {
            FormField field = read(form(part(NAMED, tooLong), MODEL));
            assertThat(field.isFound()).isTrue();
            assertThat(field.value()).isEmpty();
            assertThat(field.onlyValue()).isEmpty();
        }
    }

    @Test
    void isFoundBehindAHeadUpToALengthThatNoClientSends() {
        String start = "Content-Disposition: form-data; name=\"a\"\r\nX: ";
        String longest = start + "x".repeat(FormField.LONGEST_HEAD - start.length() - 4);
        assertThat(read(form(part(longest, "1"), MODEL)).onlyValue()).contains("m");
        for (String tooLong : List.of(longest + "x", longest.repeat(1_000))) {
            assertThat(read(form(part(tooLong, "1"), MODEL)).value()).contains("m");
            assertThat(read(form(part(tooLong, "1"), MODEL)).onlyValue()).isEmpty();
            assertThat(read(form(part(NAMED + tooLong, "o"), MODEL)).onlyValue())
                    .isEmpty();
        }
    }

    @Test
    void isFoundAmongManyParts() {
        String many = (part("Content-Disposition: form-data; name=\"a[]\"", "1") + "\r\n").repeat(10_000);
        assertThat(read(many + form(MODEL)).onlyValue()).contains("m");
        assertThat(read(MODEL + "\r\n" + many + LINE + "--").onlyValue()).contains("m");
    }

    @Test
    void isFoundBehindALargeFileInMemoryThatDoesNotGrow() {
        byte[] block = almostBoundaries();
        FormField field = read(SOUND);
        long before = allocated();
        for (int i = 0; i < 1_000; i++) {
            field.read(ByteBuffer.wrap(block));
        }
        assertThat(allocated() - before).isLessThan(1_000 * 200L);
        field.read(utf8("\r\n" + form(MODEL)));
        assertThat(field.onlyValue()).contains("m");
    }

    /** 64 KiB of anything, with many beginnings of boundaries. */
    private static byte[] almostBoundaries() {
        Random random = new Random(1);
        byte[] block = new byte[64 * 1024];
        random.nextBytes(block);
        byte[] almost = ("\r\n" + LINE).getBytes(ISO_8859_1);
        for (int at = 0; at + almost.length < block.length; at += 100) {
            System.arraycopy(almost, 0, block, at, random.nextInt(almost.length));
        }
        return block;
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=" + BOUNDARY,
                " Multipart/Form-Data ;Boundary=\"" + BOUNDARY + "\"",
                "multipart/form-data; charset=utf-8; boundary=" + BOUNDARY,
                "multipart/form-data;boundary=" + BOUNDARY + "; charset=\"UTF-8\";",
            })
    void isReadInWhatSaysThatItIsAForm(String contentType) {
        FormField field = FormField.of(contentType, "model").orElseThrow();
        field.read(utf8(form(MODEL)));
        assertThat(field.onlyValue()).contains("m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "multipart/form-data",
                "multipart/form-data; boundary",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data boundary=x",
                "multipart/form-data, boundary=x",
                "multipart/form-data; boundary=x y",
                "multipart/form-data; boundary=x, multipart/form-data; boundary=y",
                "multipart/form-data; boundary=\"x y\"",
                "multipart/form-data; boundary=\"x\\y\"",
                "multipart/form-data; boundary=\"x\\\"",
                "multipart/form-data; boundary=\"x;y\"",
                "multipart/form-data; boundary=\"x",
                "multipart/form-data; boundary=x\"",
                "multipart/form-data; boundary = x",
                "multipart/form-data; boundary= x",
                "multipart/form-data; boundary=x/y",
                "multipart/form-data; boundary=x:y",
                "multipart/form-data; boundary=x!",
                "multipart/form-data; boundary=\u00e9",
                "multipart/form-data; boundary=x\0",
                "multipart/form-data\u000b; boundary=x",
                "multipart/form-data; boundary=x; boundary=x",
                "multipart/form-data; boundary=x; Boundary=y",
                "multipart/form-data; boundary=x; boundary*=utf-8''y",
                "multipart/form-data; boundary*=utf-8''x",
                "multipart/form-data; boundary*0=x",
                "multipart/form-data; a=\"boundary=y\"; boundary=x",
                "multipart/form-data; a=b; boundary=x",
                "multipart/form-data; charset=utf-16; boundary=x",
                "multipart/form-data; charset=utf-8; charset=utf-16; boundary=x",
                "multipart/mixed; boundary=x",
                "multipart/related; boundary=x",
                "multipart/form-data2; boundary=x",
                "application/x-www-form-urlencoded",
                "application/json",
                "text/plain"
            })
    void isNotReadInWhatMayBeSomethingElse(String contentType) {
        assertThat(FormField.of(contentType, "model")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "'", "gc0p4Jq0M:2Yt08j34c0p", "a=b/c?d,e(f)g+h_i", "---x", "x--", "0123456789'()+_,./:=?-"})
    void isFoundWhateverTheBoundary(String boundary) {
        FormField field = FormField.of("multipart/form-data; boundary=\"" + boundary + "\"", "model")
                .orElseThrow();
        field.read(utf8(form(SOUND, MODEL).replace(BOUNDARY, boundary)));
        assertThat(field.onlyValue()).contains("m");
    }

    @Test
    void isFoundWithTheLongestBoundaryThereIs() {
        String longest = "x".repeat(70);
        Optional<FormField> field = FormField.of("multipart/form-data; boundary=" + longest, "model");
        field.orElseThrow().read(utf8(form(SOUND, MODEL).replace(BOUNDARY, longest)));
        assertThat(field.orElseThrow().onlyValue()).contains("m");
        assertThat(FormField.of("multipart/form-data; boundary=x" + longest, "model"))
                .isEmpty();
    }

    @Test
    void isReadAnewWithoutWhatWasReadBefore() {
        FormField before = read(form(part(NAMED, "o")));
        FormField anew = before.anew();
        anew.read(utf8(form(MODEL)));
        assertThat(anew.onlyValue()).contains("m");
        assertThat(before.value()).contains("o");
    }

    private static FormField read(String body) {
        FormField field = field();
        field.read(utf8(body));
        return field;
    }

    private static FormField field() {
        return FormField.of(TYPE, "model").orElseThrow();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
