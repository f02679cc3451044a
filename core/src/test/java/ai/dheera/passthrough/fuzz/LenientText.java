/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every text that some server might take a body for. */
final class LenientText {

    private static final Pattern CHARSET =
            Pattern.compile("(?i)charset\\*?\\s*=\\s*(?:utf-8'')?[\"']?([A-Za-z0-9._:-]+)");

    private LenientText() {}

    /** In the character sets that its content types name anywhere, that its first bytes show, and in UTF-8. */
    static Set<String> of(byte[] body, List<String> contentTypes) {
        Set<Charset> charsets = new LinkedHashSet<>(List.of(StandardCharsets.UTF_8));
        for (String type : contentTypes) {
            for (Matcher each = CHARSET.matcher(type); each.find(); ) {
                addNamed(each.group(1), charsets);
            }
        }
        addSniffed(body, charsets);
        Set<String> texts = new LinkedHashSet<>();
        charsets.forEach(charset -> texts.add(withoutMark(new String(body, charset))));
        return texts;
    }

    private static void addNamed(String name, Set<Charset> charsets) {
        try {
            charsets.add(Charset.forName(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            // read as if it were not named
        }
    }

    /** As RFC 4627 has it: by the mark, or by where the NULs of two ASCII characters are. */
    private static void addSniffed(byte[] body, Set<Charset> charsets) {
        int first = body.length > 0 ? body[0] & 0xff : -1;
        int second = body.length > 1 ? body[1] & 0xff : -1;
        int third = body.length > 2 ? body[2] & 0xff : -1;
        boolean wide = third == 0;
        if ((first == 0xfe && second == 0xff) || (first == 0 && second > 0)) {
            charsets.add(StandardCharsets.UTF_16BE);
        } else if ((first == 0xff && second == 0xfe) || (first > 0 && second == 0)) {
            charsets.add(wide ? Charset.forName("UTF-32LE") : StandardCharsets.UTF_16LE);
        } else if (first == 0 && second == 0) {
            charsets.add(Charset.forName("UTF-32BE"));
        }
    }

    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }
}
