/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import ai.dheera.passthrough.models.FormLines.Seen;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds a text field of the {@code multipart/form-data} that a body is, on the bytes as they pass: whatever the size and
 * order of the parts, in constant memory.
 *
 * <p>Programs differ much in which forms they take: lines that end in LF alone, boundaries within lines, heads with
 * escapes, and more. So what comes from clients in practice is read beyond doubt (RFC 7578, without preamble, epilogue,
 * and whatever else RFC 2046 allows and nobody sends), and any other form as likely.
 */
final class FormField implements BodyField {

    /** How many bytes a value may have to be told. */
    static final int LONGEST = JsonText.LONGEST;

    /** How many bytes the head of a part may have to be read. */
    static final int LONGEST_HEAD = 4096;

    private static final String TYPE = "multipart/form-data";

    /** RFC 2046 allows a space too. */
    private static final Pattern BOUNDARY = Pattern.compile("[A-Za-z0-9'()+_,./:=?-]{1,70}");

    private enum State {
        AHEAD_OF_PARTS,
        IN_HEAD,
        IN_PART,
        BEHIND_BOUNDARY,
        /** Behind the CR of a boundary's line. */
        BOUNDARY_ENDS,
        /** Behind the first dash of the two that follow the last boundary. */
        PARTS_END,
        BEHIND_PARTS
    }

    private final String wanted;
    private final String boundary;
    private final FormLines lines;

    /** A head, or the beginning of a part that is wanted. */
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(128);

    private int room;

    private State state = State.AHEAD_OF_PARTS;
    private State aheadOfBoundary = State.AHEAD_OF_PARTS;
    private long partStart;
    private long boundaryStart;
    private PartHead head = PartHead.UNREADABLE;

    private boolean doubtful;
    private int timesFound;
    private Optional<String> value = Optional.empty();

    private FormField(String wanted, String boundary) {
        this.wanted = wanted;
        this.boundary = boundary;
        this.lines = new FormLines(boundary);
    }

    /**
     * A reader for a body that is a form beyond doubt; empty for any other.
     *
     * @param contentType the body's one {@code Content-Type}
     * @param wanted the field's name
     */
    static Optional<FormField> of(String contentType, String wanted) {
        return FieldValue.of(contentType)
                .filter(type -> type.value().equals(TYPE))
                .map(FieldValue::parameters)
                .filter(FormField::isAgreed)
                .map(parameters -> parameters.getOrDefault("boundary", ""))
                .filter(boundary -> BOUNDARY.matcher(boundary).matches())
                .map(boundary -> new FormField(wanted, boundary));
    }

    /** Programs that look for a boundary in their own way could find another one in another parameter. */
    private static boolean isAgreed(Map<String, String> parameters) {
        String charset = parameters.getOrDefault("charset", "utf-8").toLowerCase(Locale.ROOT);
        return Set.of("boundary", "charset").containsAll(parameters.keySet())
                && (charset.equals("utf-8") || charset.equals("utf8"));
    }

    @Override
    public FormField anew() {
        return new FormField(wanted, boundary);
    }

    @Override
    public void read(ByteBuffer piece) {
        int i = piece.position();
        while (i < piece.limit()) {
            i = maySkip() ? lines.skipPlain(piece, i) : i;
            if (i < piece.limit()) {
                next(piece.get(i++));
            }
        }
    }

    private boolean maySkip() {
        return state == State.AHEAD_OF_PARTS || (state == State.IN_PART && kept.size() >= room);
    }

    @Override
    public boolean isFound() {
        return timesFound > 0;
    }

    @Override
    public Optional<String> value() {
        return value;
    }

    /**
     * Its value, if the body is a whole form in which it stands just once, as ASCII text, and no other field could be
     * taken for it.
     */
    @Override
    public Optional<String> onlyValue() {
        return isBeyondDoubt() && timesFound == 1 ? value.filter(FormField::isPlain) : Optional.empty();
    }

    @Override
    public boolean isAbsent() {
        return isBeyondDoubt() && timesFound == 0;
    }

    private boolean isBeyondDoubt() {
        return state == State.BEHIND_PARTS && !doubtful;
    }

    /** Some programs cut white space off, and some decode in a character set of their own. */
    private static boolean isPlain(String text) {
        return text.strip().equals(text) && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private void next(byte b) {
        Seen seen = lines.take(b);
        doubtful |= seen == Seen.STRAY_BOUNDARY;
        if (kept.size() < room) {
            kept.write(b);
        }
        switch (state) {
            case AHEAD_OF_PARTS, IN_PART -> state = seen == Seen.BOUNDARY ? boundary() : state;
            case IN_HEAD -> inHead(seen);
            case BEHIND_BOUNDARY -> state = behindBoundary(b);
            case BOUNDARY_ENDS -> state = b == '\n' ? headBegins() : noBoundary();
            case PARTS_END -> state = b == '-' ? partsEnd() : noBoundary();
            case BEHIND_PARTS -> doubtful |= b != '\r' && b != '\n';
        }
    }

    private State boundary() {
        aheadOfBoundary = state;
        boundaryStart = lines.lineStart();
        return State.BEHIND_BOUNDARY;
    }

    private State behindBoundary(byte b) {
        switch (b) {
            case '\r' -> {
                return State.BOUNDARY_ENDS;
            }
            case '-' -> {
                return State.PARTS_END;
            }
            case ' ', '\t' -> {
                doubtful = true; // RFC 2046 allows it, and some programs take the line for content
                return State.BEHIND_BOUNDARY;
            }
            default -> {
                return noBoundary();
            }
        }
    }

    /** RFC 2046 has it that this were one all the same. */
    private State noBoundary() {
        doubtful = true;
        return aheadOfBoundary;
    }

    private State headBegins() {
        partEnds();
        keep(LONGEST_HEAD + 1);
        return State.IN_HEAD;
    }

    private State partsEnd() {
        partEnds();
        keep(0);
        return State.BEHIND_PARTS;
    }

    private void keep(int most) {
        kept.reset();
        room = most;
    }

    private void inHead(Seen seen) {
        doubtful |= seen == Seen.BOUNDARY;
        if (seen == Seen.EMPTY_LINE) {
            boolean read = kept.size() <= LONGEST_HEAD;
            head = read ? PartHead.of(kept.toString(StandardCharsets.ISO_8859_1)) : PartHead.UNREADABLE;
            keep(isWanted() ? LONGEST : 0);
            partStart = lines.passed();
            state = State.IN_PART;
        }
    }

    private boolean isWanted() {
        return head.name().filter(wanted::equals).isPresent();
    }

    private void partEnds() {
        if (aheadOfBoundary == State.AHEAD_OF_PARTS) {
            doubtful |= boundaryStart > 0;
            return;
        }
        long length = boundaryStart - 2 - partStart; // the CR and LF ahead of a boundary belong to it
        doubtful |= !head.isAgreed() || length < 0 || length != head.length().orElse(length);
        if (isWanted()) {
            doubtful |= !head.isPlainText();
            found(head.isFile() ? Optional.empty() : told(length));
        } else {
            doubtful |=
                    head.name().filter(name -> LooseName.couldBe(name, wanted)).isPresent();
        }
    }

    private void found(Optional<String> found) {
        value = timesFound == 0 ? found : value;
        timesFound++;
    }

    private Optional<String> told(long length) {
        if (length < 0 || length > LONGEST) {
            return Optional.empty();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(kept.toByteArray(), 0, (int) length))
                    .toString();
            return Optional.of(text).filter(t -> t.indexOf('\0') < 0);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
