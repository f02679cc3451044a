/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import ai.dheera.passthrough.metering.PathTree.Use;
import java.math.BigDecimal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads values off JSON as its bytes pass: one object after the other, alone, on lines, or as the elements of a list, of
 * any size and depth, in constant memory. It follows the paths of a tree; what lies elsewhere is skipped, and not
 * checked. Text that is no JSON is no error: nothing is found in it. Used by one thread at a time.
 */
final class JsonDocuments {

    private static final int DEEPEST = 24;

    private enum State {
        VALUE,
        NAME,
        IN_NAME,
        COLON,
        IN_TEXT,
        IN_WORD,
        SKIPPING,
        SKIPPING_TEXT,
        LOST
    }

    private final PathTree root;
    private final Values document;
    private final Consumer<Values> documents;
    private final boolean onLines;
    private final JsonLevel[] levels = new JsonLevel[DEEPEST + 1];
    private final JsonToken token = new JsonToken();
    private final CodePoints codePoints = new CodePoints();

    private State state = State.VALUE;
    private int depth;
    private int skippedDepth;
    private boolean escaped;
    /** The tree of the value that comes next. */
    private @Nullable PathTree tree;
    /** The name of the value that comes next, where it decides about its object. */
    private byte @Nullable [] deciding;

    /**
     * A reader that has read nothing.
     *
     * @param document what the values of a document are put into
     * @param documents gets that, at the end of each document in which a value was found
     * @param onLines whether each line begins anew, whatever was wrong in the one before
     */
    JsonDocuments(PathTree root, Values document, Consumer<Values> documents, boolean onLines) {
        this.root = root;
        this.document = document;
        this.documents = documents;
        this.onLines = onLines;
    }

    /** Forgets a document that has not ended. */
    void reset() {
        depth = 0;
        skippedDepth = 0;
        tree = null;
        state = State.VALUE;
        document.clear();
    }

    void read(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            i = switch (state) {
                case SKIPPING -> skip(bytes, i, to);
                case SKIPPING_TEXT -> skipText(bytes, i, to);
                case IN_TEXT -> inText(bytes, i, to);
                case IN_NAME -> inName(bytes, i, to);
                case IN_WORD -> inWord(bytes, i, to);
                case LOST -> lost(bytes, i, to);
                case VALUE, NAME, COLON -> between(bytes[i], i);
            };
        }
    }

    private int between(byte b, int i) {
        if (b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == ',') {
            return i + 1;
        }
        switch (state) {
            case NAME -> beginName(b);
            case COLON -> state = b == ':' ? State.VALUE : State.LOST;
            default -> beginValue(b);
        }
        return i + 1;
    }

    // names

    private void beginName(byte b) {
        if (b == '"') {
            token.begin();
            escaped = false;
            state = State.IN_NAME;
        } else if (b == '}') {
            close();
        } else {
            state = State.LOST;
        }
    }

    private int inName(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '"' && !escaped) {
                nameEnded();
                return i + 1;
            }
            escaped = b == '\\' && !escaped;
            token.add(b);
        }
        return to;
    }

    private void nameEnded() {
        JsonLevel level = levels[depth];
        tree = level.member(token);
        deciding = level.isDecidedBy(token) ? token.bytes() : null;
        state = State.COLON;
    }

    // values

    private void beginValue(byte b) {
        switch (b) {
            case '"' -> beginText();
            case '{' -> open(false);
            case '[' -> open(true);
            case ']' -> endList();
            case '}' -> state = State.LOST;
            default -> {
                token.begin();
                token.add(b);
                state = State.IN_WORD;
            }
        }
    }

    private void open(boolean list) {
        if (depth == 0) {
            openDocument(list);
            return;
        }
        JsonLevel level = levels[depth];
        level.mark(tree);
        if (tree != null && depth < DEEPEST && leadsOn(tree, level, list)) {
            push(tree, level, list);
        } else {
            level.countElement(tree);
            skippedDepth = 1;
            state = State.SKIPPING;
        }
    }

    private static boolean leadsOn(PathTree tree, JsonLevel level, boolean list) {
        return list
                ? tree.elements() != null
                : tree.hasMembers() || level.sifts() || !tree.filters().isEmpty();
    }

    private void openDocument(boolean list) {
        if (!list) {
            depth = 1;
            level(1).document(root, document);
            state = State.NAME;
        }
    }

    private JsonLevel level(int at) {
        if (levels[at] == null) {
            levels[at] = new JsonLevel();
        }
        return levels[at];
    }

    private void push(PathTree of, JsonLevel above, boolean list) {
        level(++depth).within(above, of, list);
        valueEnded();
    }

    private void endList() {
        if (depth > 0 && levels[depth].isList()) {
            close();
        } else if (depth > 0) {
            state = State.LOST;
        }
    }

    private void close() {
        levels[depth--].close();
        valueEnded();
        if (depth == 0 && !document.isEmpty()) {
            documents.accept(document);
            document.clear();
        }
    }

    /** Goes on with whatever may come next where the way is now. */
    private void valueEnded() {
        boolean object = depth > 0 && !levels[depth].isList();
        tree = depth > 0 ? levels[depth].elements() : null;
        deciding = null;
        state = object ? State.NAME : State.VALUE;
    }

    // texts

    private void beginText() {
        if (depth > 0) {
            levels[depth].mark(tree);
            levels[depth].countElement(tree);
        }
        escaped = false;
        boolean read =
                depth > 0 && (deciding != null || (tree != null && (tree.has(Use.TEXT) || tree.has(Use.LENGTH))));
        if (read) {
            token.begin();
            codePoints.begin();
        }
        state = read ? State.IN_TEXT : State.SKIPPING_TEXT;
    }

    private int inText(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '"' && !escaped) {
                textEnded();
                return i + 1;
            }
            escaped = b == '\\' && !escaped;
            token.add(b);
            codePoints.take(b);
        }
        return to;
    }

    private void textEnded() {
        JsonLevel level = levels[depth];
        level.length(tree, codePoints.count());
        String text = token.text();
        if (text != null) {
            level.text(tree, text);
            if (deciding != null) {
                level.decide(deciding, text);
            }
        }
        valueEnded();
    }

    // numbers and words

    private int inWord(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == ',' || b == '}' || b == ']' || (b >= 0 && b <= ' ')) {
                wordEnded();
                return behindWord(b, i);
            }
            token.add(b);
        }
        return to;
    }

    private void wordEnded() {
        if (depth > 0 && tree != null && !token.isNull()) {
            JsonLevel level = levels[depth];
            level.mark(tree);
            level.countElement(tree);
            tell(level, tree);
        }
        valueEnded();
    }

    private void tell(JsonLevel level, PathTree of) {
        BigDecimal number = of.has(Use.NUMBER) || of.has(Use.SUM) ? token.number() : null;
        String word = of.has(Use.TEXT) ? token.text() : null;
        if (number != null) {
            level.number(of, number);
        }
        if (word != null) {
            level.text(of, word);
        }
    }

    /** A bracket right behind a word ends more than the word. */
    private int behindWord(byte b, int i) {
        if (b == '}') {
            if (state == State.NAME) {
                close();
            } else {
                state = State.LOST;
            }
            return i + 1;
        }
        return i;
    }

    // what is skipped

    private int skip(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '"') {
                escaped = false;
                state = State.SKIPPING_TEXT;
                return i + 1;
            }
            if (b == '{' || b == '[') {
                skippedDepth++;
            } else if ((b == '}' || b == ']') && --skippedDepth == 0) {
                valueEnded();
                return i + 1;
            }
        }
        return to;
    }

    private int skipText(byte[] bytes, int from, int to) {
        int i = from;
        if (escaped) {
            escaped = false;
            i++;
        }
        while (i < to) {
            byte b = bytes[i++];
            if (b == '"') {
                skippedTextEnded();
                return i;
            }
            if (b == '\\') {
                escaped = i == to;
                i++;
            }
        }
        return to;
    }

    private void skippedTextEnded() {
        if (skippedDepth > 0) {
            state = State.SKIPPING;
        } else {
            valueEnded();
        }
    }

    private int lost(byte[] bytes, int from, int to) {
        for (int i = from; onLines && i < to; i++) {
            if (bytes[i] == '\n') {
                reset();
                return i + 1;
            }
        }
        return to;
    }
}
