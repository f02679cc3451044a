/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.KEY;
import static ai.dheera.passthrough.servlet.MountedGateway.SOON;
import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Access;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import com.openai.client.OpenAIClient;
import com.openai.core.MultipartField;
import com.openai.errors.PermissionDeniedException;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.images.ImageEditParams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The model of an upload, which stands in a form beside a file: in the record, and where a key is restricted to some. */
@Tag("container")
class FormUploadTest {

    private static final String ROUTE = "/openai/v1/audio/transcriptions";
    private static final String TYPE = "Content-Type: multipart/form-data; boundary=\"limit-7f3a\"";
    private static final String MODEL = "Content-Disposition: form-data; name=\"model\"";

    /** More than is gathered of a body that need not be looked at. */
    private static final byte[] SOUND = sound();

    private static ScriptedUpstream upstream;
    private static MountedGateway open;
    private static MountedGateway restricted;

    private long requestsBefore;

    private static byte[] sound() {
        byte[] bytes = new byte[300_000];
        new Random(4).nextBytes(bytes);
        return bytes;
    }

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        open = MountedGateway.over(upstream.url());
        VirtualKey key = VirtualKey.withId("restricted")
                .access(new Access(List.of(), List.of("gpt-*"), List.of(), List.of()))
                .build();
        restricted = MountedGateway.of(
                MountedGateway.builder(upstream.url(), Timeouts.DEFAULT).keys(MountedGateway.keys(key)));
    }

    @AfterAll
    static void stop() throws Exception {
        restricted.close();
        open.close();
        upstream.close();
    }

    @BeforeEach
    void answerWell() {
        requestsBefore = upstream.requestCount();
        upstream.answerWith(Answers.json(ProviderBodies.OPENAI_TRANSCRIPTION));
    }

    @AfterEach
    void forgetWhatWas() {
        open.awaitNothingHeld();
        restricted.awaitNothingHeld();
        open.records.clear();
        restricted.records.clear();
    }

    @Test
    void anUploadOfTheSdkIsInItsRecordWithItsModel() throws Exception {
        transcribe(open, "whisper-1");

        assertThat(open.takeRecord().model()).contains("whisper-1");
    }

    @Test
    void anUploadOfTheSdkPassesWithAModelThatTheKeyMayUse() throws Exception {
        transcribe(restricted, "gpt-4o-transcribe");

        ReceivedRequest received = lastReceived();
        assertThat(received.bodyLength()).isGreaterThan(SOUND.length);
        UsageRecord record = restricted.takeRecord();
        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(record.model()).contains("gpt-4o-transcribe");
        assertThat(record.requestBytes()).isEqualTo(received.bodyLength());
    }

    @Test
    void anUploadOfTheSdkIsRefusedWithAnotherModel() throws Exception {
        assertThatThrownBy(() -> transcribe(restricted, "whisper-1"))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("whisper-1");

        assertRefused("whisper-1");
    }

    @Test
    void anUploadOfTheSdkToARouteThatTakesJsonTooPassesAsWell() throws Exception {
        upstream.answerWith(Answers.json("{\"created\":1,\"data\":[]}"));
        OpenAIClient client = Sdks.openAi(restricted.url() + "/openai/v1", KEY);

        client.images()
                .edit(ImageEditParams.builder()
                        .model("gpt-image-1")
                        .prompt("Une ville \uD83D\uDE00; \"Lima\"")
                        .image(new ByteArrayInputStream(SOUND))
                        .build());

        assertThat(restricted.takeRecord().model()).contains("gpt-image-1");
    }

    @Test
    void everyByteOfAFormReachesTheProvider() throws Exception {
        byte[] form = form("gpt-4o-transcribe", SOUND);
        for (MountedGateway gateway : List.of(open, restricted)) {
            assertThat(post(gateway, form, TYPE).status()).isEqualTo(200);

            assertThat(lastReceived().bodySha256()).isEqualTo(sha256(form));
            assertThat(lastReceived().header("content-type")).contains(TYPE.substring("Content-Type: ".length()));
            assertThat(gateway.takeRecord().model()).contains("gpt-4o-transcribe");
        }
    }

    @Test
    void aFormThatNamesTwoModelsIsRefused() throws Exception {
        byte[] form = (new String(form("gpt-4o-transcribe", SOUND), ISO_8859_1)
                        .replace("--limit-7f3a--", "--limit-7f3a\r\n" + MODEL + "\r\n\r\nwhisper-1\r\n--limit-7f3a--"))
                .getBytes(ISO_8859_1);
        assertThat(post(restricted, form, TYPE).status()).isEqualTo(403);

        assertRefused("gpt-4o-transcribe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/form-data",
                "Content-Type: multipart/form-data; boundary=other",
                "Content-Type: multipart/form-data; boundary=limit-7f3a; boundary=other",
                TYPE + "\r\nContent-Type: multipart/form-data; boundary=other",
                TYPE + "\r\nContent-Encoding: gzip"
            })
    void aFormThatSomeCouldReadInAnotherWayIsRefused(String fields) throws Exception {
        Answer answer = post(restricted, form("gpt-4o-transcribe", new byte[1]), fields.split("\r\n"));

        assertThat(answer.status()).isBetween(400, 403);
        assertThat(upstream.requestCount()).isEqualTo(requestsBefore);
    }

    private static void transcribe(MountedGateway gateway, String model) {
        OpenAIClient client = Sdks.openAi(gateway.url() + "/openai/v1", KEY);
        client.audio()
                .transcriptions()
                .create(TranscriptionCreateParams.builder()
                        .file(MultipartField.<InputStream>builder()
                                .value(new ByteArrayInputStream(SOUND))
                                .filename("Ça va?.mp3")
                                .contentType("audio/mpeg")
                                .build())
                        .model(model)
                        .build());
    }

    /** A file, and behind it the model. */
    private static byte[] form(String model, byte[] file) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(("--limit-7f3a\r\nContent-Disposition: form-data; name=\"file\"; filename=\"é 1.mp3\"\r\n"
                        + "Content-Type: audio/mpeg\r\n\r\n")
                .getBytes(UTF_8));
        form.writeBytes(file);
        form.writeBytes(
                ("\r\n--limit-7f3a\r\n" + MODEL + "\r\n\r\n" + model + "\r\n--limit-7f3a--\r\n").getBytes(UTF_8));
        return form.toByteArray();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static Answer post(MountedGateway gateway, byte[] form, String... fields) throws Exception {
        String[] lines = new String[fields.length + 1];
        System.arraycopy(fields, 0, lines, 1, fields.length);
        lines[0] = auth();
        try (RawClient client = gateway.client()) {
            return client.post(ROUTE, form, lines);
        }
    }

    private static ReceivedRequest lastReceived() {
        List<ReceivedRequest> all = upstream.requests();
        ReceivedRequest last = all.get(all.size() - 1);
        assertThat(last.awaitBody(SOON)).isEqualTo(Ending.COMPLETE);
        return last;
    }

    private void assertRefused(String model) throws Exception {
        UsageRecord record = restricted.takeRecord();
        assertThat(record.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(record.error()).contains(ErrorCode.MODEL_NOT_ALLOWED);
        assertThat(record.model()).contains(model);
        assertThat(upstream.requestCount()).isEqualTo(requestsBefore);
    }
}
