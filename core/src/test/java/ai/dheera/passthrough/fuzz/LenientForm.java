/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two readers of forms that care little for lines, heads and boundaries, and tell every value of a field. */
final class LenientForm {

    private static final Pattern BOUNDARY = Pattern.compile("(?i)boundary\\*?\\s*=\\s*(?:\"([^\"]*)\"?|([^;,\\s]*))");
    private static final Pattern NAME =
            Pattern.compile("(?i)(?<![a-z*])name\\*?\\s*=\\s*(?:utf-8'[a-z]*')?(?:\"([^\"]*)\"?|'([^']*)'|([^;\\s]*))");
    private static final Pattern CODING = Pattern.compile("(?i)content-transfer-encoding\\s*:\\s*\"?([a-z0-9-]+)");

    private LenientForm() {}

    static Set<String> values(byte[] body, List<String> contentTypes, String field) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        Set<String> values = new LinkedHashSet<>();
        for (String boundary : boundaries(contentTypes)) {
            for (String part : inPieces(text, boundary)) {
                addOf(part, field, values);
            }
            for (String part : byLines(text, boundary)) {
                addOf(part, field, values);
            }
        }
        return values;
    }

    private static Set<String> boundaries(List<String> contentTypes) {
        Set<String> boundaries = new LinkedHashSet<>();
        for (String type : contentTypes) {
            for (Matcher each = BOUNDARY.matcher(type); each.find(); ) {
                String boundary = each.group(1) == null ? each.group(2) : each.group(1);
                boundaries.add(boundary.strip());
            }
        }
        boundaries.remove("");
        return boundaries;
    }

    /** A boundary is one wherever it stands, whatever comes behind it. */
    private static List<String> inPieces(String text, String boundary) {
        String[] pieces = text.split(Pattern.quote("--" + boundary), -1);
        return List.of(pieces).subList(1, pieces.length);
    }

    /** A boundary begins a line, which may end in any way, and end with anything. */
    private static List<String> byLines(String text, String boundary) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = null;
        for (String line : text.split("\r\n|\n|\r", -1)) {
            if (line.strip().startsWith("--" + boundary)) {
                part = new StringBuilder("\n");
                parts.add("");
            } else if (part != null) {
                part.append(line).append('\n');
                parts.set(parts.size() - 1, part.toString());
            }
        }
        return parts;
    }

    private static void addOf(String part, String field, Set<String> values) {
        String[] headAndBody = part.replaceFirst("^[^\r\n]*(\r\n|\r|\n)", "").split("\r?\n\r?\n|\r\r", 2);
        String head = headAndBody[0].replaceAll("(\r\n|\r|\n)[ \t]+", " ");
        for (String line : head.split("\r\n|\r|\n")) {
            if (line.toLowerCase(Locale.ROOT).stripLeading().startsWith("content-disposition") && names(line, field)) {
                values.add(headAndBody.length < 2 ? "" : value(head, headAndBody[1]));
            }
        }
    }

    private static boolean names(String line, String field) {
        for (Matcher each = NAME.matcher(line); each.find(); ) {
            String name = each.group(1) != null ? each.group(1) : each.group(2) != null ? each.group(2) : each.group(3);
            if (isTakenFor(name, field)
                    || isTakenFor(decoded(name), field)
                    || isTakenFor(name.replace("\\", ""), field)) {
                return true;
            }
        }
        return false;
    }

    /** Some match without regard to case, some make lists or objects of brackets, some an underscore of a dot. */
    private static boolean isTakenFor(String name, String field) {
        return name.replaceFirst("(?s)[\\[\0].*", "").replace('.', '_').strip().equalsIgnoreCase(field);
    }

    private static String value(String head, String body) {
        String value = body.replaceFirst("(\r\n|\r|\n)(--)?$", "").strip();
        Matcher coding = CODING.matcher(head);
        if (coding.find() && coding.group(1).equalsIgnoreCase("base64")) {
            return new String(
                    Base64.getMimeDecoder().decode(value.replaceAll("[^A-Za-z0-9+/]", "")), StandardCharsets.UTF_8);
        }
        return coding.find(0) && coding.group(1).equalsIgnoreCase("quoted-printable")
                ? decoded(value.replaceAll("=\r?\n", "").replace('=', '%'))
                : value;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
