/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A range of IP addresses, such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; a single address is a range of one.
 * Immutable.
 */
public final class Network {

    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

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
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        int bits = slash < 0 ? address.length * 8 : bits(text, slash, address.length * 8);
        return new Network(address, bits, text);
    }

    private static int bits(String text, int slash, int most) {
        try {
            int bits = Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= most) {
                return bits;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException("'" + text + "' needs a number from 0 to " + most + " behind its slash");
    }

    private static byte[] address(String literal) {
        if (LITERAL.matcher(literal).matches()) {
            try {
                return InetAddress.getByName(literal).getAddress();
            } catch (UnknownHostException e) {
                // told below
            }
        }
        throw new IllegalArgumentException("'" + literal + "' is not an IP address");
    }

    /**
     * {@return whether an address lies in this range; false also for what is no address}
     *
     * @param clientAddress an IP literal, with or without an IPv6 zone or brackets
     */
    public boolean contains(String clientAddress) {
        byte[] address;
        try {
            address = address(bare(clientAddress));
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
