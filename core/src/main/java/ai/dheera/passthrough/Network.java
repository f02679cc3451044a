/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IP addresses, such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; a single address is a range of one. An
 * IPv4 address that is written as an IPv6 one ({@code ::ffff:10.0.0.1}) counts as the IPv4 address that it is.
 * Immutable.
 */
public final class Network {

    private static final Pattern RANGE = Pattern.compile("([^/]*)(?:/(0|[1-9][0-9]{0,2}))?");
    private static final Pattern V4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F.]*:[0-9a-fA-F:.]*");
    private static final int MAPPED_BITS = 96;

    private final byte[] prefix;
    private final int bits;
    private final String text;

    private Network(byte[] prefix, int bits, String text) {
        this.prefix = prefix;
        this.bits = bits;
        this.text = text;
    }

    /**
     * {@return the range that a text names}
     *
     * @param text an address, or an address, a slash and the number of leading bits that count
     * @throws IllegalArgumentException where it names none; names of hosts are none
     */
    public static Network parse(String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address, nor a range such as 10.0.0.0/8");
        }
        String literal = range.group(1);
        byte[] address = bytes(literal);
        boolean mapped = literal.indexOf(':') >= 0 && address.length == 4;
        int least = mapped ? MAPPED_BITS : 0;
        int most = least + address.length * 8;
        int bits = range.group(2) == null ? most : Integer.parseInt(range.group(2));
        if (bits < least || bits > most) {
            throw new IllegalArgumentException(
                    "'" + text + "' needs a number from " + least + " to " + most + " behind its slash");
        }
        return new Network(address, bits - least, text);
    }

    /**
     * {@return an address in the one spelling that all spellings of it share; empty for what is no address}
     *
     * @param literal an IP literal, with or without an IPv6 zone or brackets
     */
    public static Optional<String> address(String literal) {
        try {
            return Optional.of(InetAddress.getByAddress(bytes(bare(literal))).getHostAddress());
        } catch (IllegalArgumentException | UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Only what is a literal beyond doubt is given to {@link InetAddress}: it looks any other name up. */
    private static byte[] bytes(String literal) {
        if (V4.matcher(literal).matches() || isV6(literal)) {
            try {
                return InetAddress.getByName(literal).getAddress();
            } catch (UnknownHostException e) {
                // told below
            }
        }
        throw new IllegalArgumentException("'" + literal + "' is not an IP address");
    }

    /** An IPv4 address at its end may be in no old form either. */
    private static boolean isV6(String literal) {
        return V6.matcher(literal).matches()
                && (literal.indexOf('.') < 0
                        || V4.matcher(literal.substring(literal.lastIndexOf(':') + 1))
                                .matches());
    }

    /**
     * {@return whether an address lies in this range; false also for what is no address}
     *
     * @param clientAddress an IP literal, with or without an IPv6 zone or brackets
     */
    public boolean contains(String clientAddress) {
        byte[] address;
        try {
            address = bytes(bare(clientAddress));
        } catch (IllegalArgumentException e) {
            return false;
        }
        return address.length == prefix.length && samePrefix(address);
    }

    private static String bare(String literal) {
        String inner =
                literal.startsWith("[") && literal.endsWith("]") ? literal.substring(1, literal.length() - 1) : literal;
        int zone = inner.indexOf('%');
        return zone < 0 ? inner : inner.substring(0, zone);
    }

    private boolean samePrefix(byte[] address) {
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != prefix[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        int mask = 0xff << (8 - rest);
        return rest == 0 || (address[whole] & mask) == (prefix[whole] & mask);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
