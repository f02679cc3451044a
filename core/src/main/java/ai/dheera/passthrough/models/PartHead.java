/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The head of a part of a form.
 *
 * @param name what the part is called; empty where that cannot be told
 * @param isFile whether it comes with a file's name
 * @param isAgreed whether all programs read name and extent of the part alike, as far as the head has to do with it
 * @param isPlainText whether the part's ASCII characters stand for themselves, and for the field's value
 * @param length how many bytes it says that the part has; empty where it says nothing
 */
record PartHead(Optional<String> name, boolean isFile, boolean isAgreed, boolean isPlainText, Optional<Long> length) {

    /** Of a part whose head is no head. */
    static final PartHead UNREADABLE = new PartHead(Optional.empty(), false, false, false, Optional.empty());

    private static final String DISPOSITION = "content-disposition";
    private static final String TYPE = "content-type";
    private static final String CODING = "content-transfer-encoding";
    private static final String LENGTH = "content-length";

    private static final Set<String> OF_PLAIN_TEXT = Set.of(DISPOSITION, TYPE, CODING, LENGTH);
    private static final Set<String> PLAIN_CODINGS = Set.of("7bit", "8bit", "binary");
    private static final Set<String> SUPERSETS_OF_ASCII = Set.of("utf-8", "utf8", "us-ascii", "iso-8859-1");
    private static final Set<String> PARAMETERS = Set.of("name", "filename", "filename*");

    /** Beyond these, some programs undo percent escapes, backslashes, encoded words, or other quotation marks. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.:\\[\\]-]*");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final String SETS_CHARSET = "_charset_";

    /**
     * Reads a head.
     *
     * @param text its lines, each with its CR and LF, up to the empty one, each byte as one character
     */
    static PartHead of(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String line : text.split("\r\n")) {
            if (!addField(line, fields)) {
                return UNREADABLE;
            }
        }
        return Optional.ofNullable(fields.get(DISPOSITION))
                .flatMap(FieldValue::of)
                .filter(PartHead::isOfForm)
                .map(disposition -> of(disposition.parameters(), fields))
                .orElse(UNREADABLE);
    }

    private static boolean addField(String line, Map<String, String> fields) {
        int colon = line.indexOf(':');
        return colon > 0
                && FieldValue.isToken(line.substring(0, colon))
                && FieldValue.isPrintable(line)
                && fields.putIfAbsent(
                                line.substring(0, colon).toLowerCase(Locale.ROOT),
                                line.substring(colon + 1).strip())
                        == null;
    }

    /** The name comes first: some programs would find it in {@code filename="..."}. */
    private static boolean isOfForm(FieldValue disposition) {
        Iterator<String> parameters = disposition.parameters().keySet().iterator();
        return disposition.value().equals("form-data")
                && parameters.hasNext()
                && parameters.next().equals("name")
                && PARAMETERS.containsAll(disposition.parameters().keySet());
    }

    private static PartHead of(Map<String, String> parameters, Map<String, String> fields) {
        String name = parameters.getOrDefault("name", "");
        boolean file = parameters.size() > 1; // nothing else may stand beside the name
        boolean agreed = PLAIN_NAME.matcher(name).matches()
                && !name.equalsIgnoreCase(SETS_CHARSET)
                && !hasParts(fields)
                && NUMBER.matcher(fields.getOrDefault(LENGTH, "0")).matches();
        return new PartHead(Optional.of(name), file, agreed, !file && isPlainText(fields), length(agreed, fields));
    }

    private static boolean hasParts(Map<String, String> fields) {
        String type = fields.getOrDefault(TYPE, "").toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/") || type.startsWith("message/");
    }

    private static boolean isPlainText(Map<String, String> fields) {
        return OF_PLAIN_TEXT.containsAll(fields.keySet())
                && PLAIN_CODINGS.contains(fields.getOrDefault(CODING, "8bit").toLowerCase(Locale.ROOT))
                && FieldValue.of(fields.getOrDefault(TYPE, "text/plain"))
                        .filter(PartHead::isSupersetOfAscii)
                        .isPresent();
    }

    private static boolean isSupersetOfAscii(FieldValue type) {
        Map<String, String> parameters = type.parameters();
        return type.value().equals("text/plain")
                && Set.of("charset").containsAll(parameters.keySet())
                && SUPERSETS_OF_ASCII.contains(
                        parameters.getOrDefault("charset", "utf-8").toLowerCase(Locale.ROOT));
    }

    /** Some programs read as many bytes of the part as it says. */
    private static Optional<Long> length(boolean agreed, Map<String, String> fields) {
        return agreed ? Optional.ofNullable(fields.get(LENGTH)).map(Long::valueOf) : Optional.empty();
    }
}
