/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.json.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads where limits are kept. */
final class LimitReader {

    private static final Set<String> FIELDS = fields();

    private LimitReader() {}

    private static Set<String> fields() {
        Set<String> fields = new HashSet<>(Set.of("file", "patience"));
        fields.addAll(StoreKinds.LIMITS.names());
        return fields;
    }

    static LimitSettings read(Node node) {
        return node.only(FIELDS).map(LimitReader::settings).orElse(LimitSettings.NONE);
    }

    private static LimitSettings settings(Node node) {
        List<LimitSettings.Store> stores = new ArrayList<>();
        file(node).map(LimitSettings.File::new).ifPresent(stores::add);
        StoreKinds.LIMITS.among(node).forEach((kind, options) -> stores.add(new LimitSettings.OfKind(kind, options)));
        if (stores.size() > 1) {
            node.problem("names several stores; limits are kept in one");
        }
        return new LimitSettings(
                stores.stream().findFirst(),
                node.member("patience").flatMap(Durations::read).orElse(LimitSettings.NONE.patience()));
    }

    private static Optional<Path> file(Node node) {
        Optional<Node> member = node.member("file");
        Optional<Path> file = member.flatMap(text -> text.parsed(Path::of));
        if (file.isPresent() && Files.isDirectory(file.get())) {
            member.get().problem("is a directory, not a file");
        }
        return file;
    }
}
