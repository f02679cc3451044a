/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.access;

import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.spi.Headers;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses that a request came through, the latest first, as header fields tell them: as one list, however many
 * fields it was spread over. Each is an IP address in its one spelling; empty for whatever is none.
 *
 * <p>Every comma counts as one between two entries, also one in quotation marks: a client that opens these, ahead of what
 * a proxy adds, must not swallow that.
 */
final class ForwardedFor implements Iterator<Optional<String>> {

    private static final String PORT = "(?::(?:[0-9]{1,5}|_[A-Za-z0-9._-]+))?";
    private static final Pattern IN_BRACKETS = Pattern.compile("\\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)]" + PORT);
    private static final Pattern V4 = Pattern.compile("([0-9.]+)" + PORT);
    private static final Pattern V6 = Pattern.compile("([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)");

    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final Pattern PAIR = Pattern.compile("(" + TOKEN + ")=(?:\"([^\",;\\\\]*)\"|([^\",;\\\\\\s]+))");

    private final List<String> fields;
    private final Function<String, Optional<String>> address;
    private int field;
    private int end;

    private ForwardedFor(List<String> fields, Function<String, Optional<String>> address) {
        this.fields = fields;
        this.address = address;
        this.field = fields.size() - 1;
        this.end = fields.isEmpty() ? -1 : fields.get(field).length();
    }

    static ForwardedFor xForwardedFor(Headers headers) {
        return new ForwardedFor(headers.all("X-Forwarded-For"), ForwardedFor::node);
    }

    static ForwardedFor forwarded(Headers headers) {
        return new ForwardedFor(headers.all("Forwarded"), ForwardedFor::element);
    }

    @Override
    public boolean hasNext() {
        return field >= 0;
    }

    @Override
    public Optional<String> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        String text = fields.get(field);
        int comma = text.lastIndexOf(',', end - 1);
        String entry = text.substring(comma + 1, end).strip();
        if (comma >= 0) {
            end = comma;
        } else {
            field--;
            end = field < 0 ? -1 : fields.get(field).length();
        }
        return address.apply(entry);
    }

    /** What is between two commas of {@code Forwarded}. */
    private static Optional<String> element(String text) {
        String found = null;
        for (String part : text.split(";", -1)) {
            Matcher pair = PAIR.matcher(part.strip());
            if (!pair.matches()) {
                return Optional.empty();
            }
            if (pair.group(1).equalsIgnoreCase("for")) {
                if (found != null) {
                    return Optional.empty();
                }
                found = pair.group(2) == null ? pair.group(3) : pair.group(2);
            }
        }
        return Optional.ofNullable(found).flatMap(ForwardedFor::node);
    }

    /** An address with or without a port; IPv6 in brackets, or else without one. */
    private static Optional<String> node(String text) {
        for (Pattern form : List.of(V4, IN_BRACKETS, V6)) {
            Matcher node = form.matcher(text);
            if (node.matches()) {
                return Network.address(node.group(1));
            }
        }
        return Optional.empty();
    }
}
