/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

/** The numbers of a JSON text, one after the other, as their bytes pass, in the one form that RFC 8259 gives them. */
final class JsonNumber {

    private enum Part {
        SIGN,
        ZERO,
        WHOLE,
        POINT,
        FRACTION,
        E,
        EXPONENT_SIGN,
        EXPONENT,
        NONE
    }

    private Part part = Part.NONE;

    /** Begins a number with its first byte; false where none begins so. */
    boolean begin(byte b) {
        part = b == '-' ? Part.SIGN : first(b);
        return part != Part.NONE;
    }

    private static Part first(byte b) {
        return b == '0' ? Part.ZERO : isDigit(b) ? Part.WHOLE : Part.NONE;
    }

    /** Takes the next byte, if it belongs to the number. */
    boolean take(byte b) {
        Part next = next(b);
        part = next == Part.NONE ? part : next;
        return next != Part.NONE;
    }

    private Part next(byte b) {
        boolean digit = isDigit(b);
        return switch (part) {
            case SIGN -> first(b);
            case ZERO -> behindWhole(b);
            case WHOLE -> digit ? Part.WHOLE : behindWhole(b);
            case POINT -> digit ? Part.FRACTION : Part.NONE;
            case FRACTION -> digit ? Part.FRACTION : exponent(b);
            case E -> b == '+' || b == '-' ? Part.EXPONENT_SIGN : digit ? Part.EXPONENT : Part.NONE;
            case EXPONENT_SIGN, EXPONENT -> digit ? Part.EXPONENT : Part.NONE;
            case NONE -> Part.NONE;
        };
    }

    private static Part behindWhole(byte b) {
        return b == '.' ? Part.POINT : exponent(b);
    }

    private static Part exponent(byte b) {
        return b == 'e' || b == 'E' ? Part.E : Part.NONE;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Whether it may end here. */
    boolean isWhole() {
        return part == Part.ZERO || part == Part.WHOLE || part == Part.FRACTION || part == Part.EXPONENT;
    }
}
