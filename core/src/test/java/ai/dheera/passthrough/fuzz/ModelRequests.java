/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.Route.ModelLocation.Part;
import ai.dheera.passthrough.fuzz.FuzzedRequest.Field;
import ai.dheera.passthrough.fuzz.Sprinkled.Piece;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Requests that name a model, or several, in ways that a program may or may not understand. */
final class ModelRequests {

    private static final String ALLOWED = FuzzedModelsTest.ALLOWED;

    private static final String[] IN_A_PATH = {
        "/",
        ";",
        ";x=y",
        "%3b",
        "%2f",
        "%252f",
        "%25",
        "%00",
        "%2500",
        "+",
        "%20",
        ":",
        "%3A",
        "%253a",
        "%6d",
        "%256d",
        "/v1",
        "RUNS",
        "Chat",
        "runs",
        "%72uns",
        "%2572uns",
        "RunS;x",
        "chat",
        "models",
        "other-model",
        ",",
        "é",
        "%c3%a9"
    };

    private static final String[] IN_JSON = {
        "\"",
        "\\",
        "'",
        "{",
        "}",
        "[",
        "]",
        ",",
        ",,",
        ":",
        "=",
        ";",
        "//x\n",
        "/*",
        "*/",
        "#",
        "\n",
        "\r\n",
        "\t",
        "\0",
        "\u0001",
        "\ufeff",
        "\u2028",
        "\u00a0",
        "NaN",
        "Infinity",
        "0x1",
        "+1",
        ".5",
        "1.",
        "01",
        "tru",
        "あ",
        "é",
        "\ud83d",
        ")]}'\n",
        "}{",
        "} {\"model\":\"other-model\"}",
        "{\"model\":\"other-model\"},",
        "[{\"model\":\"other-model\"}]",
        "\"model\":\"other-model\",",
        "'model':'other-model',",
        "model:other-model,",
        ",\"Model\":\"other-model\"",
        "/*\"model\":\"other-model\",*/",
        "\"\\\":\"",
        "\\u0022",
        "&model=other-model&"
    };

    private static final String[] NAMES = {
        "\"*\"",
        "\"*\"",
        "\"*\"",
        "\"\\u006d*\"",
        "\"\\u006D\\u006f\\u0064\\u0065\\u006c\"",
        "\"mod\\u0065l\"",
        "\"MODEL\"",
        "\"Model\"",
        "\"mode\\u004c\"",
        "\"model\\u0000\"",
        "\"model\\u0000x\"",
        "\"\\u0000model\"",
        "\"model\\ud800\"",
        "\"mo\\udc00del\"",
        "\"model \"",
        "\"\\ufeffmodel\"",
        "\"mod\\el\"",
        "\"\\x6dodel\"",
        "\"model\\u00\"",
        "'model'",
        "model",
        "\"model\0\"",
        "\"base_agent\"",
        "\"BASE_AGENT\"",
        "\"ba\u017fe_agent\"",
        "\"baseModel\"",
        "\"basemodel\"",
        "\"messages\"",
        "\"x\"",
        "\"\""
    };

    private static final String[] VALUES = {
        "\"" + ALLOWED + "\"",
        "\"" + ALLOWED + "\"",
        "\"" + ALLOWED + "\"",
        "\"other-model\"",
        "\"other-model\"",
        "\"allowed\\u002dmodel\"",
        "\"\\u006fther-model\"",
        "\"other-model\\u0000\"",
        "\"" + ALLOWED + "\\u0000\"",
        "\"" + ALLOWED + "\\ud800\"",
        "\"" + ALLOWED + " \"",
        "\"allowed-\\model\"",
        "\"allowed-model\\",
        "'other-model'",
        "other-model",
        "[\"other-model\"]",
        "{\"model\":\"other-model\"}",
        "{\"id\":\"other-model\"}",
        "null",
        "true",
        "1",
        "1e5",
        "NaN",
        "\"\"",
        "\"a\" \"b\"",
        "\"あ\"",
        "[1,{\"a\":[]}]",
        "[".repeat(1_030) + "]".repeat(1_030),
        " ".repeat(3_000) + "1",
        "\"" + "x".repeat(2_000) + "\"",
        "\"text with \\\"model\\\":\\\"other-model\\\" in it\""
    };

    private static final String[] JSON_TYPES = {
        "application/json",
        "application/json",
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "APPLICATION/JSON",
        "application/json; charset=utf-16",
        "application/json; charset=utf-7",
        "application/json;charset=iso-8859-1",
        "application/json; charset=shift_jis",
        "application/json; x=charset=shift_jis",
        "application/json; charset=utf-8; charset=utf-16",
        "application/json; charset*=utf-16",
        "application/json; x=\"; charset=utf-16\"",
        "application/json, text/plain",
        "application/json; boundary=b0undary",
        "application/x-www-form-urlencoded",
        "text/plain",
        "",
        "application/xml",
        "application/vnd.api+json",
        "multipart/form-data; boundary=b0undary"
    };

    private static final String[] FORM_TYPES = {
        "multipart/form-data; boundary=b0undary",
        "multipart/form-data; boundary=b0undary",
        "multipart/form-data; boundary=b0undary",
        "multipart/form-data; boundary=\"b0undary\"",
        "Multipart/Form-Data;boundary=b0undary; charset=utf-8",
        "multipart/form-data; boundary=b0undary; boundary=other",
        "multipart/form-data; x=\"boundary=other\"; boundary=b0undary",
        "multipart/form-data; boundary=\"b0undary",
        "multipart/form-data; boundary=b0und",
        "multipart/form-data; BOUNDARY=b0undary",
        "multipart/form-data",
        "multipart/form-data; boundary*=utf-8''other; boundary=b0undary",
        "multipart/form-data; boundary=b0undary, x",
        "multipart/mixed; boundary=b0undary",
        "multipart/form-data; boundary=b0undary; charset=utf-16",
        "multipart/form-data; boundary=b0undary\t",
        "application/json",
        "application/x-www-form-urlencoded"
    };

    private static final String[] HEADS = {
        "Content-Disposition: form-data; name=\"*\"",
        "Content-Disposition: form-data; name=\"*\"",
        "Content-Disposition: form-data; name=\"*\"",
        "content-disposition:form-data;name=*",
        "Content-Disposition: form-data; name=\"MODEL\"",
        "Content-Disposition: form-data; name=\"model[]\"",
        "Content-Disposition: form-data; name=\"mo\\del\"",
        "Content-Disposition: form-data; name=\"%6dodel\"",
        "Content-Disposition: form-data; name='model'",
        "Content-Disposition: form-data; name*=utf-8''model",
        "Content-Disposition: form-data; name=\"x\"; name=\"model\"",
        "Content-Disposition: form-data; name=\"x\"; name*=utf-8''model",
        "Content-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\nContent-Type: audio/mpeg",
        "Content-Disposition: form-data; name=\"file\"; filename=\"a; name=\\\"model\\\"\"",
        "Content-Disposition: form-data; name=\"model\"; filename=\"m.txt\"",
        "Content-Disposition: form-data; filename=\"x\"; name=\"model\"",
        "Content-Disposition: form-data;\r\n name=\"model\"",
        "Content-Disposition: form-data; name=\"model",
        "Content-Disposition: form-data; name = \"model\"",
        "Content-Disposition: attachment; name=\"model\"",
        "Content-Disposition: form-data; name=\"x\"\r\nContent-Disposition: form-data; name=\"model\"",
        "Content-Type: text/plain\r\nContent-Disposition: form-data; name=\"model\"",
        "Content-Disposition: form-data; name=\"model\"\r\nContent-Transfer-Encoding: base64",
        "Content-Disposition: form-data; name=\"model\"\r\nContent-Transfer-Encoding: quoted-printable",
        "Content-Disposition: form-data; name=\"model\"\r\nContent-Type: text/plain; charset=utf-16",
        "Content-Disposition: form-data; name=\"model\"\r\nContent-Length: 3",
        "Content-Disposition: form-data; name=\"_charset_\"",
        "Content-Disposition: form-data; name=\"model\"\nX: y",
        "X: y",
        ""
    };

    private static final String[] FORM_VALUES = {
        ALLOWED,
        ALLOWED,
        ALLOWED,
        "other-model",
        "other-model",
        ALLOWED + " ",
        ALLOWED + "\r\n",
        "\r\n" + ALLOWED,
        "",
        "b3RoZXItbW9kZWw=",
        "other=2Dmodel",
        "allowed-model\0",
        "a file",
        "--b0undary",
        "\r\n--b0undar",
        "--b0undary--",
        "text\n--b0undary\nContent-Disposition: form-data; name=\"model\"\n\nother-model",
        "text\r\n--b0undary\r\n\r\nother-model",
        "x".repeat(3_000)
    };

    private static final String[] IN_A_FORM = {
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        "\n\n",
        "-",
        "--",
        "--b0undary",
        "--b0undary\r\n",
        "\r\n--b0undary\r\n",
        "--b0undary--",
        "\r\n--b0undary--\r\n",
        "\n--b0undary\n",
        "\r\n--b0undary \t\r\n",
        "\r\n--b0undaryx\r\n",
        "--other",
        " ",
        "\t",
        "\0",
        "\"",
        ";",
        "\\",
        "preamble",
        "Content-Disposition: form-data; name=\"model\"\r\n\r\nother-model\r\n",
        "é"
    };

    private static final String[] IN_A_QUERY = {
        "&",
        ";",
        "%26",
        "%3b",
        "+",
        "%20",
        "[]",
        "[0]",
        "%5b%5d",
        ".",
        "%00",
        "%",
        "%25",
        "=",
        "%3d",
        "model=other-model",
        "&model=other-model",
        "&Model=other-model",
        "&mod%65l=other-model",
        "&mod%2565l=other-model",
        ";model=other-model",
        "&model[]=other-model",
        "&+model=other-model",
        "&model%20=other-model",
        "&model%00=other-model",
        "&deployment=x",
        "&%ffmodel=other-model",
        "&model%ff=other-model",
        "&mode%6C=",
        "&x=y"
    };

    private ModelRequests() {}

    private record Target(Provider provider, Route route) {

        List<String> named(Part part, String otherwise) {
            List<String> names = route.models().stream()
                    .filter(location -> location.part() == part)
                    .map(ModelLocation::name)
                    .toList();
            return names.isEmpty() ? List.of(otherwise) : names;
        }

        boolean asks(Part part) {
            return route.models().stream().anyMatch(location -> location.part() == part);
        }
    }

    /** Requests to all routes of these providers; the first provider gets most of them. */
    static Arbitrary<FuzzedRequest> to(List<Provider> providers) {
        return Combinators.combine(targets(providers), paths(), queries(), jsons(), forms(), dice())
                .as(ModelRequests::request);
    }

    private static Arbitrary<Target> targets(List<Provider> providers) {
        List<Tuple.Tuple2<Integer, Arbitrary<Target>>> all = new ArrayList<>();
        for (Provider provider : providers) {
            List<Target> targets = provider.routes().stream()
                    .map(route -> new Target(provider, route))
                    .toList();
            all.add(Tuple.of(all.isEmpty() ? 6 : 1, Arbitraries.of(targets)));
        }
        return Arbitraries.frequencyOf(all);
    }

    /** One of a hundred, for choices that depend on the route. */
    private static Arbitrary<Integer> dice() {
        return Arbitraries.integers().between(0, 99).withDistribution(RandomDistribution.uniform());
    }

    private static FuzzedRequest request(Target target, Path path, Query query, Json json, Form form, int dice) {
        boolean bodiless = target.route().method().equals("GET");
        boolean asForm = dice < (target.asks(Part.FORM) ? 60 : 8);
        byte[] body = bodiless ? new byte[0] : asForm ? form.bytes(target) : json.bytes(target);
        return new FuzzedRequest(
                target.route().method().equals("*") ? "POST" : target.route().method(),
                "/" + target.provider().name() + path.to(target.route()),
                target.asks(Part.QUERY) || dice % 5 == 0 ? query.naming(target) : null,
                asForm ? form.fields() : json.fields(),
                List.of(new Field("Authorization", "Bearer " + FuzzedGateway.VIRTUAL_KEY)),
                bodiless ? BodySize.NO_BODY : new BodySize(body.length),
                body);
    }

    private record Path(String value, List<Piece> pieces) {

        String to(Route route) {
            String path = route.path().replaceAll("\\{[^}]*}", value).replace("*", "a/b");
            return Sprinkled.into(path, pieces);
        }
    }

    private static Arbitrary<Path> paths() {
        Arbitrary<String> values = Arbitraries.frequency(
                Tuple.of(6, ALLOWED), Tuple.of(1, "other-model"), Tuple.of(1, "allowed%2dmodel"), Tuple.of(1, "RUNS"));
        Arbitrary<List<Piece>> pieces = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(List.of())), Tuple.of(1, Sprinkled.pieces(IN_A_PATH)));
        return Combinators.combine(values, pieces).as(Path::new);
    }

    private record Query(int which, String value, List<Piece> pieces) {

        String naming(Target target) {
            List<String> names = target.named(Part.QUERY, "x");
            return Sprinkled.into(names.get(which % names.size()) + "=" + value, pieces);
        }
    }

    private static Arbitrary<Query> queries() {
        return Combinators.combine(
                        Arbitraries.of(0, 1),
                        Arbitraries.of(ALLOWED, ALLOWED, ALLOWED, "other-model", "allowed%2Dmodel"),
                        Sprinkled.pieces(IN_A_QUERY))
                .as(Query::new);
    }

    /** A member, its name with an asterisk where the wanted one goes. */
    private record Member(int which, String name, String value) {

        String text(List<String> wanted) {
            String want = wanted.get(which % wanted.size());
            return name.replace("*", name.contains("\\") ? want.substring(1) : want) + ":" + value;
        }
    }

    private record Json(List<Member> odd, boolean ahead, List<Piece> pieces, String charset, List<Field> fields) {

        byte[] bytes(Target target) {
            List<String> wanted = target.named(Part.BODY, "model");
            List<String> members = new ArrayList<>();
            odd.forEach(member -> members.add(member.text(wanted)));
            members.add(ahead ? 0 : members.size(), "\"" + wanted.get(0) + "\":\"" + ALLOWED + "\"");
            return Sprinkled.into("{" + String.join(",", members) + "}", pieces).getBytes(Charset.forName(charset));
        }
    }

    private static Arbitrary<Json> jsons() {
        Arbitrary<Member> odd = Combinators.combine(
                        Arbitraries.of(0, 0, 1), Arbitraries.of(NAMES), Arbitraries.of(VALUES))
                .as(Member::new);
        return Combinators.combine(
                        odd.list().ofMaxSize(2),
                        Arbitraries.of(true, false),
                        Sprinkled.pieces(IN_JSON),
                        charsets(),
                        fields(JSON_TYPES))
                .as(Json::new);
    }

    private static Arbitrary<String> charsets() {
        return Arbitraries.frequency(
                Tuple.of(20, "UTF-8"),
                Tuple.of(1, "UTF-16LE"),
                Tuple.of(1, "UTF-16BE"),
                Tuple.of(1, "UTF-32LE"),
                Tuple.of(1, "ISO-8859-1"),
                Tuple.of(1, "Shift_JIS"));
    }

    private static Arbitrary<List<Field>> fields(String[] types) {
        Arbitrary<Field> usual = Arbitraries.just(new Field("Content-Type", types[0]));
        Arbitrary<Field> odd = Arbitraries.of(types).map(type -> new Field("content-type", type));
        Arbitrary<Field> coding = Arbitraries.of("gzip", "identity", "br", "", "base64")
                .map(value -> new Field("Content-Encoding", value));
        return Arbitraries.frequencyOf(
                Tuple.of(12, usual.list().ofSize(1)),
                Tuple.of(6, odd.list().ofSize(1)),
                Tuple.of(1, odd.list().ofSize(2)),
                Tuple.of(1, odd.list().ofSize(0)),
                Tuple.of(1, Combinators.combine(usual, coding).as(List::of)));
    }

    private record FormPart(String head, String value) {}

    private record Form(List<FormPart> odd, int times, List<Piece> pieces, List<Field> fields) {

        byte[] bytes(Target target) {
            String wanted = target.named(Part.FORM, "model").get(0);
            StringBuilder form = new StringBuilder();
            for (int i = 0; i < times; i++) {
                form.append(part("Content-Disposition: form-data; name=\"" + wanted + "\"", ALLOWED));
            }
            odd.forEach(each -> form.append(part(each.head().replace("*\"", wanted + "\""), each.value())));
            return Sprinkled.into(form + "--b0undary--\r\n", pieces).getBytes(StandardCharsets.UTF_8);
        }

        private static String part(String head, String value) {
            return "--b0undary\r\n" + head + "\r\n\r\n" + value + "\r\n";
        }
    }

    private static Arbitrary<Form> forms() {
        Arbitrary<FormPart> odd = Combinators.combine(Arbitraries.of(HEADS), Arbitraries.of(FORM_VALUES))
                .as(FormPart::new);
        return Combinators.combine(
                        odd.list().ofMaxSize(2),
                        Arbitraries.of(0, 1, 1, 1),
                        Sprinkled.pieces(IN_A_FORM),
                        fields(FORM_TYPES))
                .as(Form::new);
    }
}
