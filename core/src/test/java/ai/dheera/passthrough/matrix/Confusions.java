/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.matrix;

import ai.dheera.passthrough.Alias;
import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.Route.ModelLocation.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Requests that somebody, somewhere could take for ones of the other model, or of no certain one. None of them may reach
 * a provider with a key that is restricted to the allowed model.
 */
final class Confusions {

    private static final String ALLOWED = Place.ALLOWED;
    private static final String OTHER = Place.OTHER;
    private static final String JSON = "application/json";

    private Confusions() {}

    static Stream<Sketch> of(Place place) {
        Stream<Sketch> ofPart = switch (place.part()) {
            case PATH -> inPath(place);
            case QUERY -> inQuery(place);
            case BODY -> inBody(place);
            case FORM -> inForm(place);
            case UNTOLD -> Stream.of();
        };
        return Stream.of(anyhow(place), elsewhere(place), ofPart).flatMap(sketches -> sketches);
    }

    // wherever the model stands

    private static Stream<Sketch> anyhow(Place place) {
        Sketch plain = place.naming(OTHER);
        List<Sketch> sketches = new ArrayList<>(otherPaths(place));
        sketches.add(place.naming(ALLOWED.toUpperCase(Locale.ROOT)));
        sketches.add(place.naming("Allowed-Model"));
        sketches.add(place.naming(""));
        sketches.add(place.naming("*"));
        sketches.add(place.naming(ALLOWED + "-2"));
        sketches.add(place.naming("us." + ALLOWED));
        sketches.add(place.naming(ALLOWED + ":0"));
        sketches.add(place.naming(ALLOWED + "@latest"));
        sketches.add(place.naming("arn:aws:bedrock:us-west-2::foundation-model%2F" + ALLOWED));
        sketches.add(place.naming("arn:aws:bedrock:us-east-1:1:inference-profile%2Fus." + ALLOWED));
        sketches.add(place.naming("models%2F" + ALLOWED));
        sketches.add(plain.field("X-HTTP-Method-Override: " + plain.method()));
        sketches.add(place.naming(ALLOWED).field("X-HTTP-Method-Override: PURGE"));
        sketches.add(place.naming(ALLOWED).field("x-http-method: LINK"));
        sketches.add(place.naming(ALLOWED).field("X-Method-Override: TRACE"));
        sketches.add(plain.field("X-Original-URL: /" + ALLOWED).field("X-Model: " + ALLOWED));
        sketches.add(plain.field("Model: " + ALLOWED));
        return sketches.stream();
    }

    /** The same endpoint with the other model by another path, as far as the provider's definition knows of it. */
    private static List<Sketch> otherPaths(Place place) {
        Sketch plain = place.naming(OTHER);
        String root = "/" + place.provider().name();
        String rest = plain.path().substring(root.length());
        String version = place.provider().version();
        List<String> paths = new ArrayList<>(List.of(
                root + rest,
                root + rest + "/",
                root + rest + "/.",
                root + rest + ";x=1",
                root + "/" + rest,
                root + "/." + rest,
                root + root + rest,
                "/llm" + root + rest,
                root + "/llm" + root + rest,
                root.toUpperCase(Locale.ROOT) + rest,
                root + rest.toUpperCase(Locale.ROOT),
                root + rest.replace("/", "%2F"),
                root + encodedLetters(rest)));
        if (!version.isEmpty()) {
            paths.add(root + version + rest);
            paths.add(root + (rest.startsWith(version + "/") ? rest.substring(version.length()) : rest));
        }
        for (Alias alias : place.provider().aliases()) {
            String as = alias.as().replace("{project}", "x1").replace("{location}", "x1");
            String prefix = as.endsWith("*") ? as.substring(0, as.length() - 1) : as;
            if (rest.startsWith(prefix)) {
                paths.add(root + alias.path().replace("*", rest.substring(prefix.length())));
            }
        }
        return paths.stream().map(plain::path).toList();
    }

    private static String encodedLetters(String text) {
        return text.chars()
                .mapToObj(c -> Character.isLetter(c) ? String.format("%%%02x", c) : Character.toString(c))
                .collect(Collectors.joining());
    }

    /** The model is named where the route does not say, or there too. */
    private static Stream<Sketch> elsewhere(Place place) {
        Sketch nameless = place.nameless();
        String name = place.part() == Part.PATH ? "model" : place.name();
        List<Sketch> sketches = new ArrayList<>();
        if (!asks(place, Part.QUERY)) {
            sketches.add(nameless.query(name + "=" + ALLOWED));
        }
        if (!asks(place, Part.BODY)) {
            sketches.add(nameless.body(JSON, "{\"" + name + "\":\"" + ALLOWED + "\"}"));
        }
        if (!asks(place, Part.FORM)) {
            sketches.add(nameless.body(Place.FORM, Place.form(Place.part(name, ALLOWED))));
        }
        boolean inBody = place.part() == Part.BODY || place.part() == Part.FORM;
        if (inBody) {
            sketches.add(place.naming(ALLOWED).query(name + "=" + OTHER));
            sketches.add(place.naming(ALLOWED).query("x=1&" + name.toUpperCase(Locale.ROOT) + "=" + OTHER));
        }
        for (ModelLocation location : place.route().models()) {
            if (!location.equals(place.location()) && location.part() == Part.QUERY) {
                sketches.add(place.naming(ALLOWED)
                        .query(
                                place.part() == Part.QUERY
                                        ? place.name() + "=" + ALLOWED + "&" + location.name() + "=" + OTHER
                                        : location.name() + "=" + OTHER));
            }
            if (!location.equals(place.location()) && location.part() == Part.BODY && place.part() == Part.BODY) {
                sketches.add(nameless.body(
                        JSON,
                        "{\"" + location.name() + "\":\"" + OTHER + "\","
                                + place.json(ALLOWED).substring(1)));
            }
        }
        return sketches.stream();
    }

    private static boolean asks(Place place, Part part) {
        return place.route().models().stream().anyMatch(location -> location.part() == part);
    }

    // in a path

    private static Stream<Sketch> inPath(Place place) {
        return Stream.of(
                        encodedLetters(OTHER),
                        encodedLetters(ALLOWED).replace("%", "%25"),
                        "%c1%a1" + ALLOWED.substring(1),
                        "%e0%81%a1" + ALLOWED.substring(1),
                        "%ef%bd%81" + ALLOWED.substring(1),
                        ALLOWED + "%2f" + OTHER,
                        ALLOWED + "%252f" + OTHER,
                        OTHER + "%2f" + ALLOWED,
                        OTHER + "%2f..%2f" + ALLOWED,
                        ALLOWED + "%2f..%2f" + OTHER,
                        ALLOWED + "%252f..%252f" + OTHER,
                        "..%2f" + OTHER,
                        OTHER + "%5c" + ALLOWED,
                        OTHER + ";" + ALLOWED,
                        ALLOWED + ";" + OTHER,
                        ALLOWED + ";",
                        ALLOWED + "%3b" + OTHER,
                        ALLOWED + "%00",
                        ALLOWED + "%2500" + OTHER,
                        ALLOWED + "%0a",
                        ALLOWED + "%20",
                        "%20" + ALLOWED,
                        ALLOWED + "+",
                        ALLOWED + ".",
                        ALLOWED + "%ff",
                        ALLOWED + "%",
                        ALLOWED + "%3f" + OTHER,
                        ALLOWED + "%23" + OTHER,
                        "models/" + OTHER,
                        "x1/../" + OTHER,
                        OTHER + "?/" + ALLOWED)
                .map(place::naming);
    }

    // in a query

    private static Stream<Sketch> inQuery(Place place) {
        String name = place.name();
        String good = name + "=" + ALLOWED;
        String bad = name + "=" + OTHER;
        return Stream.of(
                        "",
                        name,
                        "x=1",
                        good + "&" + bad,
                        bad + "&" + good,
                        good + "&" + good,
                        good + ";" + bad,
                        good + ";x=1",
                        good + "&" + bad.toUpperCase(Locale.ROOT),
                        name.toUpperCase(Locale.ROOT) + "=" + ALLOWED,
                        good + "&" + encodedLetters(name) + "=" + OTHER,
                        good + "&" + encodedLetters(name).replace("%", "%25") + "=" + OTHER,
                        good + "&" + name + "[]=" + OTHER,
                        good + "&" + name + "%5B0%5D=" + OTHER,
                        good + "&+" + bad,
                        good + "&" + name + "%00=" + OTHER,
                        good + "&" + name + "%20=" + OTHER,
                        good + "&%ff" + bad,
                        good + "%00",
                        good + "%26" + bad,
                        good + "+",
                        good + "%20",
                        good + "%ff",
                        good + "%250a",
                        good + "#" + OTHER,
                        name + "==" + ALLOWED,
                        name + "=" + encodedLetters(OTHER),
                        name + "=" + encodedLetters(ALLOWED).replace("%", "%25"))
                .map(query -> place.nameless().query(query));
    }

    // in JSON

    private static Stream<Sketch> inBody(Place place) {
        String name = '"' + place.name() + '"';
        String good = name + ":\"" + ALLOWED + '"';
        String bad = name + ":\"" + OTHER + '"';
        String badValue = ":\"" + OTHER + '"';
        Stream<String> texts = Stream.of(
                "",
                "{}",
                "null",
                "[{" + good + "}]",
                "{" + good + "," + bad + "}",
                "{" + bad + "," + good + "}",
                "{" + good + "," + good + "}",
                "{" + good + "," + escaped(place.name()) + badValue + "}",
                "{" + escaped(place.name()) + badValue + "," + good + "}",
                "{" + good + "," + name.toUpperCase(Locale.ROOT) + badValue + "}",
                "{" + name.toUpperCase(Locale.ROOT) + badValue + "," + good + "}",
                "{" + name.toUpperCase(Locale.ROOT) + ":\"" + ALLOWED + "\"}",
                "{" + good + ",\"" + otherSpelling(place.name()) + '"' + badValue + "}",
                "{" + good + "}{" + bad + "}",
                "{" + good + "}\n{" + bad + "}",
                "{" + good + "}x",
                "{" + good,
                "{" + good + ",}",
                "{" + good + ",\"x\":NaN}",
                "{" + good + "/*" + "*/}",
                "{" + good + "//\n}",
                good,
                "{'" + place.name() + "':'" + ALLOWED + "'}",
                "{" + place.name() + ":\"" + ALLOWED + "\"}",
                "{" + name + ":null}",
                "{" + name + ":1}",
                "{" + name + ":[\"" + ALLOWED + "\"]}",
                "{" + name + ":{\"id\":\"" + ALLOWED + "\"}}",
                "{\"x\":{" + good + "}}",
                "{" + name + ":\"" + ALLOWED + "\\u0000\"}",
                "{" + name + ":\"" + ALLOWED + "\\ud800\"}",
                "{" + name + ":\"" + ALLOWED + " \"}",
                "{" + name + ":\"\\u006fther-model\"}",
                "\ufeff{" + good + "}",
                "\ufeff{" + bad + "}",
                "\0{" + good + "}");
        String plain = "{" + good + "}";
        Sketch nameless = place.nameless();
        return Stream.concat(
                texts.map(text -> nameless.body(JSON, text)),
                Stream.of(
                        nameless.body("text/plain", plain),
                        nameless.body("application/xml", plain),
                        nameless.body("application/x-www-form-urlencoded", plain),
                        nameless.body("application/x-www-form-urlencoded", place.name() + "=" + ALLOWED),
                        nameless.body(JSON + "; charset=utf-16", plain),
                        nameless.body(JSON + "; charset=utf-7", plain),
                        nameless.body(JSON, plain).field("content-type: text/plain"),
                        nameless.body(JSON, plain.getBytes(StandardCharsets.UTF_16LE)),
                        nameless.body(JSON, plain.getBytes(Charset.forName("UTF-32"))),
                        nameless.body(JSON, ("{" + bad + "}").getBytes(StandardCharsets.UTF_16)),
                        nameless.body(JSON, gzipped("{" + bad + "}")).field("Content-Encoding: gzip"),
                        nameless.body(JSON, gzipped(plain)).field("Content-Encoding: gzip"),
                        nameless.body(JSON, plain).field("content-encoding: identity"),
                        nameless.body(JSON, plain).field("Content-Encoding: br")));
    }

    private static String escaped(String name) {
        return String.format("\"\\u%04x%s\"", (int) name.charAt(0), name.substring(1));
    }

    /** Some servers take {@code base_model} and {@code baseModel} for the same. */
    private static String otherSpelling(String name) {
        if (name.indexOf('_') >= 0) {
            StringBuilder camel = new StringBuilder();
            for (String word : name.split("_")) {
                camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
            }
            return camel.toString();
        }
        String snake = name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        return snake.equals(name) ? name + "\\u0000" : snake;
    }

    private static byte[] gzipped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    // in a form

    private static Stream<Sketch> inForm(Place place) {
        String name = place.name();
        String good = Place.part(name, ALLOWED);
        String bad = Place.part(name, OTHER);
        String head = "Content-Disposition: form-data; name=\"" + name + "\"";
        Sketch nameless = place.nameless();
        Stream<String> forms = Stream.of(
                Place.form(),
                Place.form(good, bad),
                Place.form(bad, good),
                Place.form(good, good),
                Place.form(good, Place.part(name.toUpperCase(Locale.ROOT), OTHER)),
                Place.form(Place.part(name.toUpperCase(Locale.ROOT), ALLOWED)),
                Place.form(good, Place.part(name + "[]", OTHER)),
                Place.form(good, Place.part(encodedLetters(name), OTHER)),
                Place.form(good, Place.part(" " + name, OTHER)),
                Place.form(good, Place.part("x\"; name=\"" + name, OTHER)),
                Place.form(Place.head(head + "; filename=\"m.txt\"", ALLOWED)),
                Place.form(Place.head(head + "\r\nContent-Transfer-Encoding: base64", "b3RoZXItbW9kZWw=")),
                Place.form(Place.head(head + "\r\nContent-Type: text/plain; charset=utf-16", ALLOWED)),
                Place.form(good, Place.head("Content-Disposition: form-data; name*=utf-8''" + name, OTHER)),
                Place.form(good, Place.head(head.replace("form-data", "attachment"), OTHER)),
                Place.form(Place.part(name, ALLOWED + " ")),
                Place.form(Place.part(name, ALLOWED + "\0")),
                Place.form(Place.part(name, "\r\n" + ALLOWED)),
                "preamble\r\n" + Place.form(good),
                Place.form(good) + bad,
                Place.form(good) + Place.form(bad),
                Place.form(good.replace("\r\n", "\n")),
                good,
                "{\"" + name + "\":\"" + ALLOWED + "\"}");
        String plain = Place.form(good);
        return Stream.concat(
                forms.map(form -> nameless.body(Place.FORM, form)),
                Stream.of(
                        nameless.body("multipart/form-data", plain),
                        nameless.body("multipart/mixed; boundary=b0undary", plain),
                        nameless.body(Place.FORM + "; boundary=other", plain),
                        nameless.body("multipart/form-data; boundary=other", plain),
                        nameless.body(Place.FORM + "; charset=utf-16", plain),
                        nameless.body("text/plain", plain),
                        nameless.body(Place.FORM, plain).field("content-type: text/plain"),
                        nameless.body(Place.FORM, plain).field("Content-Encoding: gzip"),
                        nameless.body("application/x-www-form-urlencoded", name + "=" + ALLOWED)));
    }
}
