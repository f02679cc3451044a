/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.json.Document;
import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.json.Problems;
import ai.dheera.passthrough.keys.InvalidKey;
import ai.dheera.passthrough.keys.IssuedKey;
import ai.dheera.passthrough.keys.KeptKey;
import ai.dheera.passthrough.keys.KeyAdministration;
import ai.dheera.passthrough.keys.KeyJson;
import ai.dheera.passthrough.keys.KeyPatch;
import ai.dheera.passthrough.keys.KeyQuery;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Does with keys what operators ask for.
 *
 * @param keys where they are
 * @param by who asks, for the audit
 */
record AdminKeys(KeyAdministration keys, String by) {

    private static final String BODY = "body";
    private static final int USUAL_PAGE = 100;

    AdminAnswer list(AdminRequest asked) throws Exception {
        asked.allow("owner", "team", "after", "most");
        int most = asked.parameter("most").map(AdminKeys::number).orElse(USUAL_PAGE);
        KeyQuery query =
                new KeyQuery(asked.parameter("owner"), asked.parameter("team"), asked.parameter("after"), most);
        return AdminAnswer.of(KeyJson.text(keys.list(query), query));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw AdminRequest.wrong("most: '" + text + "' is no number");
        }
    }

    AdminAnswer issue(AdminRequest asked) throws Exception {
        VirtualKey key = KeyJson.readNew(asked.body(), BODY);
        IssuedKey issued = keys.issue(key, by)
                .orElseThrow(() -> Refusal.of(
                        ErrorCode.KEY_EXISTS, "There is a key '" + key.id() + "' already. Change or rotate that one."));
        return new AdminAnswer(201, KeyJson.textWithSecret(issued));
    }

    AdminAnswer find(String id) throws Exception {
        return answer(id, keys.find(id));
    }

    AdminAnswer change(String id, AdminRequest asked) throws Exception {
        return answer(id, keys.change(id, KeyPatch.read(asked.body(), BODY), by));
    }

    AdminAnswer enable(String id, boolean enabled, AdminRequest asked) throws Exception {
        checkEmpty(asked);
        return answer(id, keys.enable(id, enabled, by));
    }

    AdminAnswer rotate(String id, AdminRequest asked) throws Exception {
        Duration overlap = duration(onlyText(
                "overlap", "how long former secrets go on, such as \"PT24H\", or \"PT0S\" for no while", asked));
        IssuedKey rotated = keys.rotate(id, overlap, by).orElseThrow(() -> unknown(id));
        return AdminAnswer.of(KeyJson.textWithSecret(rotated));
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw AdminRequest.wrong(BODY + ": $.overlap: '" + text + "' is no length of time; PT24H is");
        }
    }

    AdminAnswer delete(String id) throws Exception {
        if (!keys.delete(id, by)) {
            throw unknown(id);
        }
        return new AdminAnswer(204, "");
    }

    private static AdminAnswer answer(String id, Optional<KeptKey> kept) {
        return AdminAnswer.of(KeyJson.text(kept.orElseThrow(() -> unknown(id))));
    }

    static Refusal unknown(String id) {
        return Refusal.of(ErrorCode.UNKNOWN_KEY, "No key '" + id + "' was issued here.");
    }

    /** {@return the only member that a body may have, as text; {@code form} says what to write there} */
    static String onlyText(String name, String form, AdminRequest asked) {
        Problems problems = new Problems(BODY);
        Optional<String> text = Document.read(asked.body(), problems)
                .flatMap(node -> node.only(Set.of(name)))
                .flatMap(node -> node.needed(name, form))
                .flatMap(Node::text);
        problems.throwIfAny(AdminKeys::wrong);
        return text.orElseThrow();
    }

    private static void checkEmpty(AdminRequest asked) {
        Problems problems = new Problems(BODY);
        Optional<Node> unused = Document.read(asked.body(), problems).flatMap(node -> node.only(Set.of()));
        problems.throwIfAny(AdminKeys::wrong);
    }

    static Refusal wrong(InvalidKey invalid) {
        return wrong(invalid.problems());
    }

    private static Refusal wrong(List<String> problems) {
        return AdminRequest.wrong(String.join("; ", problems));
    }
}
