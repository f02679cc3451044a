/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.RequestSketch;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.Route.ModelLocation.Part;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFinderTest {

    private static final ModelLocation IN_BODY = new ModelLocation(Part.BODY, "model");
    private static final ModelLocation IN_FORM = new ModelLocation(Part.FORM, "model");
    private static final ModelLocation IN_PATH = new ModelLocation(Part.PATH, "model");
    private static final ModelLocation IN_QUERY = new ModelLocation(Part.QUERY, "model");
    private static final ModelLocation UNTOLD = new ModelLocation(Part.UNTOLD, "");
    private static final String BODY = "{\"model\":\"m\"}";
    private static final String FORM = "multipart/form-data; boundary=x";
    private static final String FORM_BODY =
            "--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--x--\r\n";

    @Test
    void asksForNoModelWhereTheRouteHasNone() {
        ModelFinder finder = finder(RequestSketch.get("/openai/v1/files"));
        assertThat(finder.isAsked()).isFalse();
        assertThat(finder.readsBody()).isFalse();
        assertThat(finder.model()).isEmpty();
    }

    @Test
    void cannotTellAModelThatTheRequestDoesNotName() {
        ModelFinder finder = finder(RequestSketch.post("/openai/v1/batches?model=m"), UNTOLD);
        assertThat(finder.isAsked()).isTrue();
        assertThat(finder.readsBody()).isFalse();
        assertThat(told(finder, BODY)).isEmpty();
    }

    @Test
    void findsTheModelOfAJsonBody() {
        ModelFinder finder = finder(json("application/json"), IN_BODY);
        assertThat(finder.readsBody()).isTrue();
        assertThat(told(finder, BODY)).contains("m");
        assertThat(told(finder, "")).isEmpty();
        assertThat(told(finder, "{}")).isEmpty();
    }

    @Test
    void findsTheModelOfABodyInPieces() {
        ModelFinder finder = finder(json("application/json"), IN_BODY);
        assertThat(finder.model(List.of(utf8("{\"mod"), utf8("el\":\"gpt"), utf8("-5\"}"))))
                .contains("gpt-5");
    }

    @Test
    void readsAModelForTheRecordAsTheBodyPasses() {
        ModelFinder finder = finder(json("application/json"), IN_BODY);
        assertThat(finder.model()).isEmpty();
        finder.read(utf8("{\"stream\":true,\"mod"));
        assertThat(finder.model()).isEmpty();
        finder.read(utf8("el\":\"m\",\"messages\":["));
        assertThat(finder.model()).contains("m");
        finder.read(utf8("]}"));
        assertThat(finder.model()).contains("m");
    }

    @Test
    void looksAtAHeldBodyAnewWhateverItReadBefore() {
        ModelFinder finder = finder(json("application/json"), IN_BODY);
        finder.read(utf8("{\"model\":\"other\","));
        assertThat(told(finder, BODY)).contains("m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                " application/json ",
                "application/json;charset=utf-8",
                "application/json; charset=UTF-8",
                "application/json; charset=\"utf-8\"",
                "application/json ; charset=utf8 ; x=y"
            })
    void takesABodyForJsonThatSaysSo(String contentType) {
        assertThat(told(finder(json(contentType), IN_BODY), BODY)).contains("m");
    }

    @Test
    void takesABodyForJsonThatSaysNothing() {
        assertThat(told(finder(RequestSketch.post("/x"), IN_BODY), BODY)).contains("m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain",
                "application/jsonl",
                "application/json-seq",
                "application/jsonp",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json, multipart/form-data; boundary=x",
                "application/json; charset=utf-16",
                "application/json; charset=utf-7",
                "application/json; charset=shift_jis",
                "application/json; charset=iso-8859-1",
                "application/json; charset=",
                "application/json; charset=utf-8; charset=utf-7",
                "application/json; charset*=utf-7"
            })
    void cannotTellTheModelOfABodyInAnotherFormOrCharacterSet(String contentType) {
        ModelFinder finder = finder(json(contentType), IN_BODY);
        assertThat(finder.isAsked()).isTrue();
        assertThat(told(finder, BODY)).isEmpty();
    }

    @Test
    void cannotTellTheModelOfABodyOfTwoTypes() {
        RequestSketch request = json("application/json").header("content-type", "multipart/form-data; boundary=x");
        assertThat(told(finder(request, IN_BODY, IN_FORM), BODY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity", ""})
    void cannotTellTheModelOfACodedBody(String coding) {
        RequestSketch request = json("application/json").header("Content-Encoding", coding);
        assertThat(told(finder(request, IN_BODY), BODY)).isEmpty();
    }

    @Test
    void findsTheModelOfAForm() {
        ModelFinder finder = finder(json(FORM), IN_FORM);
        assertThat(finder.isAsked()).isTrue();
        assertThat(finder.readsBody()).isTrue();
        assertThat(told(finder, FORM_BODY)).contains("m");
        assertThat(told(finder, "")).isEmpty();
        assertThat(told(finder, "--x--")).isEmpty();
    }

    @Test
    void readsAModelForTheRecordAsTheFormPasses() {
        ModelFinder finder = finder(json(FORM), IN_FORM);
        int middle = FORM_BODY.length() / 2;
        finder.read(utf8(FORM_BODY.substring(0, middle)));
        assertThat(finder.model()).isEmpty();
        finder.read(utf8(FORM_BODY.substring(middle)));
        assertThat(finder.model()).contains("m");
        finder.read(utf8("--x\r\nand so on"));
        assertThat(finder.model()).contains("m");
    }

    @Test
    void findsTheModelOfAnyFormThatIsTaken() {
        assertThat(told(finder(json("application/json"), IN_BODY, IN_FORM), BODY))
                .contains("m");
        assertThat(told(finder(json(FORM), IN_BODY, IN_FORM), FORM_BODY)).contains("m");
        assertThat(told(finder(json(FORM), IN_FORM, IN_BODY), FORM_BODY)).contains("m");
        assertThat(told(finder(json(FORM), IN_BODY, IN_FORM), BODY)).isEmpty();
        assertThat(told(finder(json("application/json"), IN_BODY, IN_FORM), FORM_BODY))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "multipart/form-data",
                "multipart/form-data; boundary=y",
                "multipart/mixed; boundary=x",
                "application/x-www-form-urlencoded",
                "application/json"
            })
    void cannotTellTheModelOfAFormThatSaysSomethingElse(String contentType) {
        assertThat(told(finder(json(contentType), IN_FORM), FORM_BODY)).isEmpty();
        assertThat(told(finder(RequestSketch.post("/x"), IN_FORM), FORM_BODY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {FORM, "multipart/form-data; boundary=y", "application/json", ""})
    void cannotTellTheModelOfAFormOfTwoTypes(String other) {
        RequestSketch request = json(FORM).header("content-type", other);
        assertThat(told(finder(request, IN_BODY, IN_FORM), FORM_BODY)).isEmpty();
        assertThat(told(finder(request, IN_BODY, IN_FORM), BODY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity", ""})
    void cannotTellTheModelOfACodedForm(String coding) {
        RequestSketch request = json(FORM).header("Content-Encoding", coding);
        assertThat(told(finder(request, IN_FORM), FORM_BODY)).isEmpty();
    }

    @Test
    void findsTheModelUnderAnyNameThatTheBodyMayHaveForIt() {
        ModelLocation agent = new ModelLocation(Part.BODY, "agent");
        for (ModelLocation[] places :
                List.of(new ModelLocation[] {agent, IN_BODY}, new ModelLocation[] {IN_BODY, agent})) {
            ModelFinder finder = finder(json("application/json"), places);
            assertThat(told(finder, "{\"model\":\"m\"}")).contains("m");
            assertThat(told(finder, "{\"agent\":\"a\"}")).contains("a");
            assertThat(told(finder, "{\"model\":\"m\",\"agent\":\"a\"}")).isEmpty();
            assertThat(told(finder, "{\"model\":\"m\",\"Agent\":\"a\"}")).isEmpty();
            assertThat(told(finder, "{\"model\":\"m\",\"agent\":null}")).isEmpty();
            assertThat(told(finder, "{}")).isEmpty();
            finder.read(utf8("{\"agent\":\"a\"}"));
            assertThat(finder.model()).contains("a");
        }
    }

    @Test
    void findsTheModelUnderAnyNameThatTheFormMayHaveForIt() {
        ModelFinder finder = finder(json(FORM), new ModelLocation(Part.FORM, "model_id"), IN_FORM);
        String other = "--x\r\nContent-Disposition: form-data; name=model_id\r\n\r\no\r\n";
        assertThat(told(finder, FORM_BODY)).contains("m");
        assertThat(told(finder, other + "--x--")).contains("o");
        assertThat(told(finder, other + FORM_BODY)).isEmpty();
        assertThat(told(finder, "--x--")).isEmpty();
    }

    @Test
    void findsTheModelOfTheQueryWhereTheBodyNamesNone() {
        ModelFinder finder = finder(RequestSketch.post("/x?model=a"), IN_QUERY, IN_BODY);
        assertThat(told(finder, "{}")).contains("a");
        assertThat(told(finder, "{\"Model\":\"b\"}")).isEmpty();
        assertThat(told(finder, "{")).isEmpty();
    }

    @Test
    void cannotTellTheModelWhereABodyThatMayNameAnotherCannotBeRead() {
        RequestSketch request =
                RequestSketch.post("/x?model=a").header("Content-Type", "multipart/form-data; boundary=\"x y\"");
        assertThat(told(finder(request, IN_QUERY, IN_FORM), FORM_BODY)).isEmpty();
        assertThat(told(finder(request, IN_QUERY, IN_BODY), FORM_BODY)).isEmpty();
        assertThat(told(finder(request, IN_QUERY), FORM_BODY)).contains("a");
    }

    @ParameterizedTest
    @CsvSource({"gpt-5, gpt-5", "org%2Fmodel, org/model", "a%3Ab, a:b", "a+b, a+b", "%C3%A9, é", "ft:gpt:x, ft:gpt:x"})
    void findsTheModelOfThePath(String raw, String model) {
        ModelFinder finder = inPath(raw);
        assertThat(finder.model()).contains(model);
        assertThat(told(finder, "")).contains(model);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "good;x=bad",
                "good%3bbad",
                "good%00bad",
                "good%0abad",
                "go%ffod",
                "good%zz",
                "good%",
                "good%3fbad",
                "good%23bad",
                "good%250a",
                "good%5cbad"
            })
    void cannotTellAModelOfThePathThatServersReadDifferently(String raw) {
        assertThat(told(inPath(raw), "")).isEmpty();
    }

    @Test
    void findsTheVariableOfThePathThatNamesTheModel() {
        Route route = new Route(
                "GET", "/v1/{org}/models/{model}/{part}", List.of(IN_PATH), Optional.empty(), false, Optional.empty());
        ModelFinder finder = new ModelFinder(
                route, List.of("acme", "m", "p"), RequestSketch.get("/x").build());
        assertThat(finder.model()).contains("m");
    }

    @ParameterizedTest
    @CsvSource({
        "meta,     llama-3,      meta/llama-3",
        "m%65ta,   llama%2D3,    meta/llama-3",
        "a+b,      c,            a+b/c"
    })
    void findsTheModelThatSeveralVariablesMake(String owner, String name, String model) {
        ModelFinder finder = ownedBy(owner, name);
        assertThat(finder.model()).contains(model);
        assertThat(told(finder, "")).contains(model);
    }

    @ParameterizedTest
    @CsvSource({"a%2Fb, c", "a, b%2fc", "a;x, b", "a%00, b"})
    void cannotTellWhichVariablesMakeTheModelWhereOneHasASlash(String owner, String name) {
        assertThat(told(ownedBy(owner, name), "")).isEmpty();
    }

    private static ModelFinder ownedBy(String owner, String name) {
        ModelLocation both = new ModelLocation(ModelLocation.Part.PATH, "owner/name");
        Route route = new Route(
                "POST", "/v1/{owner}/{name}/{task}", List.of(both), Optional.empty(), false, Optional.empty());
        return new ModelFinder(
                route, List.of(owner, name, "t"), RequestSketch.get("/x").build());
    }

    @ParameterizedTest
    @CsvSource({
        "model=gpt-5, gpt-5",
        "a=1&model=gpt-5&b=2, gpt-5",
        "m%6fdel=gpt%2D5, gpt-5",
        "model=, ''",
        "model, ''",
        "model=a=b, a=b"
    })
    void findsTheModelOfTheQuery(String query, String model) {
        ModelFinder finder = inQuery(query);
        assertThat(finder.model()).contains(model);
        assertThat(told(finder, "")).contains(model);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x=1",
                "model=a&model=a",
                "model=a&m%6fdel=b",
                "model=a&Model=b",
                "Model=a",
                "model=a;model=b",
                "x=1;model=b&model=a",
                "model=a+b",
                "model=a%00b",
                "model=a%ff",
                "model=a%zz",
                "model=a%2500",
                "model=a%26model%3Fb",
                "model=a&mod%ffel=b",
                "model=a&model[]=b",
                "model=a&+model=b",
                "model=a&model%00=b",
                "model=a&m%256fdel=b"
            })
    void cannotTellAModelOfTheQueryThatServersReadDifferently(String query) {
        assertThat(told(inQuery(query), "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"model=other", "model=m", "x=1&MODEL=other", "m%6fdel=other", "model[]=other", "x=1;model=other"
            })
    void cannotTellAModelOfTheBodyBesideOneOfTheQuery(String query) {
        RequestSketch asked = json("application/json").query(query);
        assertThat(told(finder(asked, IN_BODY), BODY)).isEmpty();
        assertThat(told(finder(json(FORM).query(query), IN_FORM), FORM_BODY)).isEmpty();
    }

    @Test
    void findsTheModelOfTheBodyBesideAnyOtherQuery() {
        assertThat(told(finder(json("application/json").query("models=x&a;b=model"), IN_BODY), BODY))
                .contains("m");
    }

    @Test
    void cannotTellTheModelWithoutAQuery() {
        assertThat(told(finder(RequestSketch.post("/x"), IN_QUERY), "")).isEmpty();
    }

    @Test
    void cannotTellWhichOfTwoPlacesTheProviderWillBelieve() {
        ModelFinder finder = finder(RequestSketch.post("/x?model=a"), IN_QUERY, IN_BODY);
        assertThat(told(finder, BODY)).isEmpty();
        assertThat(finder.model()).contains("a");
    }

    private static ModelFinder inPath(String raw) {
        Route route =
                new Route("GET", "/v1/models/{model}", List.of(IN_PATH), Optional.empty(), false, Optional.empty());
        return new ModelFinder(route, List.of(raw), RequestSketch.get("/x").build());
    }

    private static ModelFinder inQuery(String query) {
        return finder(RequestSketch.post("/x").query(query), IN_QUERY);
    }

    private static RequestSketch json(String contentType) {
        return RequestSketch.post("/openai/v1/chat/completions").header("Content-Type", contentType);
    }

    private static ModelFinder finder(RequestSketch request, ModelLocation... places) {
        Route route = new Route("POST", "/v1/x", List.of(places), Optional.empty(), false, Optional.empty());
        return new ModelFinder(route, List.of(), request.build());
    }

    private static Optional<String> told(ModelFinder finder, String body) {
        return finder.model(List.of(utf8(body)));
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
