/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.answers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.ErrorShape;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Refusal;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorAnswersTest {

    private static final ErrorShape ANTHROPIC =
            ProviderRegistry.builtIn("anthropic").errorShape();
    private static final ErrorShape OPENAI = ProviderRegistry.builtIn("openai").errorShape();

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"KEY_EXISTS", "METHOD_NOT_ALLOWED", "UNSUPPORTED_MEDIA_TYPE"})
    void haveAnthropicsForm(ErrorCode code) {
        Answer answer = answer(code, ANTHROPIC);
        JsonObject body = json(answer);
        assertThat(body.keySet()).containsExactly("type", "error", "request_id");
        assertThat(body.get("type").getAsString()).isEqualTo("error");
        assertThat(body.get("request_id").getAsString()).isEqualTo("dpt_1");
        JsonObject error = body.getAsJsonObject("error");
        assertThat(error.keySet()).containsExactly("type", "message");
        assertThat(error.get("message").getAsString()).isEqualTo("Because.");
        assertThat(error.get("type").getAsString())
                .isEqualTo(
                        switch (code.status()) {
                            case 400 -> "invalid_request_error";
                            case 401 -> "authentication_error";
                            case 403 -> "permission_error";
                            case 404 -> "not_found_error";
                            case 413 -> "request_too_large";
                            case 429 -> "rate_limit_error";
                            default -> "api_error";
                        });
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"KEY_EXISTS", "METHOD_NOT_ALLOWED", "UNSUPPORTED_MEDIA_TYPE"})
    void haveOpenAisForm(ErrorCode code) {
        JsonObject body = json(answer(code, OPENAI));
        assertThat(body.keySet()).containsExactly("error");
        JsonObject error = body.getAsJsonObject("error");
        assertThat(error.keySet()).containsExactly("message", "type", "param", "code");
        assertThat(error.get("message").getAsString()).isEqualTo("Because.");
        assertThat(error.get("param").isJsonNull()).isTrue();
        assertThat(error.get("code").getAsString()).isEqualTo(code.code());
        assertThat(error.get("type").getAsString())
                .isEqualTo(
                        code.status() >= 500
                                ? "server_error"
                                : code.status() == 429 ? "requests" : "invalid_request_error");
    }

    @Test
    void haveAFormOfTheirOwnWhereThePathNamesNoProvider() {
        JsonObject error =
                json(answer(ErrorCode.UNKNOWN_PROVIDER, ErrorShape.OWN)).getAsJsonObject("error");
        assertThat(error.toString())
                .isEqualTo("{\"type\":\"not_found\",\"code\":\"unknown_provider\",\"message\":\"Because.\","
                        + "\"request_id\":\"dpt_1\"}");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void sayInTheirHeadWhatTheyAre(ErrorCode code) {
        Answer answer = answer(code, ANTHROPIC);
        assertThat(answer.status()).isEqualTo(code.status());
        assertThat(answer.headers().all("x-dheera-error")).containsExactly(code.code());
        assertThat(answer.headers().all("x-dheera-request-id")).containsExactly("dpt_1");
        assertThat(answer.headers().all("Content-Type")).containsExactly("application/json");
        assertThat(answer.headers().all("Content-Length"))
                .containsExactly(Integer.toString(answer.body().remaining()));
        assertThat(answer.headers().contains("Retry-After")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "MISSING_KEY,           401, false",
        "INVALID_KEY,           401, false",
        "KEY_DISABLED,          401, false",
        "KEY_EXPIRED,           401, false",
        "PROVIDER_NOT_ALLOWED,  403, false",
        "MODEL_NOT_ALLOWED,     403, false",
        "ROUTE_NOT_ALLOWED,     403, false",
        "NETWORK_NOT_ALLOWED,   403, false",
        "UNKNOWN_PROVIDER,      404, false",
        "UNKNOWN_ROUTE,         404, false",
        "BAD_PATH,              400, false",
        "BAD_REQUEST,           400, false",
        "REQUEST_TOO_LARGE,     413, false",
        "BUDGET_EXCEEDED,       429, false",
        "RATE_LIMITED,          429, true",
        "TOO_MANY_PARALLEL,     429, true",
        "NO_CREDENTIAL,         500, false",
        "UPSTREAM_UNREACHABLE,  500, true",
        "UPSTREAM_TIMEOUT,      500, true",
        "KEY_STORE_UNAVAILABLE, 503, true",
        "LIMITS_UNAVAILABLE,    503, true",
        "INTERNAL,              500, true"
    })
    void haveTheirStatusAndTellSdksNotToRetryInVain(ErrorCode code, int status, boolean retry) {
        Answer answer = answer(code, OPENAI);
        assertThat(answer.status()).isEqualTo(status);
        if (retry) {
            assertThat(answer.headers().contains("x-should-retry")).isFalse();
        } else {
            assertThat(answer.headers().all("x-should-retry")).containsExactly("false");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 1",
        "PT-5S, 1",
        "PT0.000000001S, 1",
        "PT0.4S, 1",
        "PT1S, 1",
        "PT1.000000001S, 2",
        "PT1.001S, 2",
        "PT1.999S, 2",
        "PT59.5S, 60",
        "PT24H, 86400"
    })
    void roundTheTimeToRetryUp(Duration wait, String seconds) {
        Answer answer =
                ErrorAnswers.answer(Refusal.until(ErrorCode.RATE_LIMITED, "Because.", wait), ANTHROPIC, "dpt_1");
        assertThat(answer.headers().all("Retry-After")).containsExactly(seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a \"quoted\" \\ model",
                "line\nbreak\r\t\0\u001f",
                "</script><!-- é 😀 \u2028\u2029",
                "$1 \\$0 ${type} ${code}",
                "{\"error\":{}}",
                ""
            })
    void holdAnyMessageAsItIs(String message) {
        Refusal refusal = Refusal.of(ErrorCode.MODEL_NOT_ALLOWED, message);
        for (ErrorShape shape : new ErrorShape[] {ANTHROPIC, OPENAI, ErrorShape.OWN}) {
            JsonObject error =
                    json(ErrorAnswers.answer(refusal, shape, "dpt_1")).getAsJsonObject("error");
            assertThat(error.get("message").getAsString()).isEqualTo(message);
        }
    }

    @Test
    void fillEveryPlaceOfAShape() {
        ErrorShape shape = new ErrorShape(
                "[\"${type}\",\"${message}\",\"${code}\",\"${requestId}\",\"is ${status}\",\"${none}\",\"$${type}\"]",
                Map.of(404, "gone"),
                "other",
                Map.of("x-amzn-ErrorType", "${type}:${code}"));
        Answer answer = answer(ErrorCode.UNKNOWN_ROUTE, shape);
        assertThat(UTF_8.decode(answer.body()).toString())
                .isEqualTo("[\"gone\",\"Because.\",\"unknown_route\",\"dpt_1\",\"is 404\",\"\",\"$gone\"]");
        assertThat(answer.headers().all("x-amzn-errortype")).containsExactly("gone:unknown_route");
        assertThat(shape.type(500)).isEqualTo("other");
    }

    @Test
    void tellTheStatusAsANumberWhereItStandsAlone() {
        ErrorShape shape = new ErrorShape("{\"code\":\"${status}\"}", Map.of(), "other", Map.of());
        assertThat(UTF_8.decode(answer(ErrorCode.UNKNOWN_ROUTE, shape).body()).toString())
                .isEqualTo("{\"code\":404}");
    }

    @Test
    void keepAMessageInAHeaderFieldOnItsLine() {
        ErrorShape shape = new ErrorShape("{}", Map.of(), "other", Map.of("x-message", "${message}"));
        Refusal refusal = Refusal.of(ErrorCode.MODEL_NOT_ALLOWED, "no 'm\r\nSet-Cookie: a=b\0é'");
        assertThat(ErrorAnswers.answer(refusal, shape, "dpt_1").headers().all("x-message"))
                .containsExactly("no 'm??Set-Cookie: a=b??'");
    }

    private static Answer answer(ErrorCode code, ErrorShape shape) {
        return ErrorAnswers.answer(Refusal.of(code, "Because."), shape, "dpt_1");
    }

    private static JsonObject json(Answer answer) {
        JsonReader reader = new JsonReader(
                new StringReader(UTF_8.decode(answer.body().duplicate()).toString()));
        reader.setStrictness(Strictness.STRICT);
        return JsonParser.parseReader(reader).getAsJsonObject();
    }
}
