/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.json.Document;
import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.json.Problems;
import ai.dheera.passthrough.pricing.InvalidPrices;
import ai.dheera.passthrough.pricing.PriceCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a configuration file says. Immutable.
 *
 * @param providers the providers
 * @param keys the virtual keys that stand in the file
 * @param keyStore where further ones are kept
 * @param adminApi whether operators may administer those over HTTP
 * @param usage where usage records go
 * @param limits where limits are kept
 * @param prices what usage costs
 * @param shutdownGrace how long running exchanges may go on at the end
 * @param longestHeldBody how many bytes a body may have that has to be held whole
 * @param publicUrl where clients find the gateway, without a slash at the end
 * @param trustedProxies the reverse proxies that are trusted to tell where a request comes from
 * @param files every file that this was read from
 */
public record Configuration(
        ProviderRegistry providers,
        KeyStore keys,
        Optional<KeyStoreSettings> keyStore,
        boolean adminApi,
        UsageSettings usage,
        LimitSettings limits,
        PriceCatalogue prices,
        Duration shutdownGrace,
        int longestHeldBody,
        Optional<String> publicUrl,
        List<Network> trustedProxies,
        Set<Path> files) {

    private static final Set<String> FIELDS = Set.of(
            "providers",
            "keys",
            "keyStore",
            "adminApi",
            "usage",
            "limits",
            "prices",
            "shutdownGrace",
            "longestHeldBody",
            "publicUrl",
            "trustedProxies");
    private static final Duration USUAL_GRACE = Duration.ofSeconds(30);
    private static final int USUAL_LONGEST_HELD_BODY = 25 * 1024 * 1024;

    // Copies list and set.
    public Configuration {
        trustedProxies = List.copyOf(trustedProxies);
        files = Set.copyOf(files);
    }

    /**
     * {@return what a file says}
     *
     * @param file JSON in UTF-8
     * @param environment the values for <code>${env:NAME}</code>
     * @throws InvalidConfiguration with all that is wrong in it
     */
    public static Configuration read(Path file, Map<String, String> environment) throws InvalidConfiguration {
        return read(file, environment, each -> {});
    }

    /** As above; tells of each file before it is read, be it there or not. */
    static Configuration read(Path file, Map<String, String> environment, Consumer<Path> beforeReading)
            throws InvalidConfiguration {
        Set<Path> files = new LinkedHashSet<>();
        Consumer<Path> reading = each -> {
            beforeReading.accept(each);
            files.add(each);
        };
        reading.accept(file);
        Problems problems = new Problems(file.toString());
        Optional<Node> document =
                Document.read(content(file, problems), problems, new References(problems, environment, reading));
        Optional<Node> root = document.flatMap(each -> each.only(FIELDS));
        List<Provider> providers = root.map(Configuration::providers).orElse(List.of());
        Map<String, VirtualKey> keys =
                KeyReader.read(member(root, "keys").map(Node::items).orElse(List.of()));
        Optional<KeyStoreSettings> keyStore =
                member(root, "keyStore").flatMap(node -> StoreKinds.KEYS.one(node, KeyStoreSettings::new));
        boolean adminApi = adminApi(root);
        UsageSettings usage = member(root, "usage").map(UsageReader::read).orElse(UsageSettings.NONE);
        LimitSettings limits = member(root, "limits").map(LimitReader::read).orElse(LimitSettings.NONE);
        Duration grace = member(root, "shutdownGrace").flatMap(Durations::read).orElse(USUAL_GRACE);
        int longestHeldBody = member(root, "longestHeldBody")
                .flatMap(bytes -> bytes.number(1, Integer.MAX_VALUE - 1))
                .map(Long::intValue)
                .orElse(USUAL_LONGEST_HELD_BODY);
        Optional<String> publicUrl = member(root, "publicUrl").flatMap(UpstreamReader::upstream);
        List<Network> trustedProxies = member(root, "trustedProxies")
                .map(list -> list.list(Network::parse))
                .orElse(List.of());
        PriceCatalogue prices =
                member(root, "prices").flatMap(name -> prices(name, reading)).orElseGet(PriceCatalogue::builtIn);
        problems.throwIfAny(InvalidConfiguration::new);
        return new Configuration(
                ProviderRegistry.of(providers),
                KeyStore.inMemory(keys),
                keyStore,
                adminApi,
                usage,
                limits,
                prices,
                grace,
                longestHeldBody,
                publicUrl,
                trustedProxies,
                files);
    }

    private static Optional<Node> member(Optional<Node> root, String name) {
        return root.flatMap(object -> object.member(name));
    }

    private static boolean adminApi(Optional<Node> root) {
        Optional<Node> member = member(root, "adminApi");
        boolean on = member.flatMap(Node::truth).orElse(false);
        if (on && member(root, "keyStore").isEmpty()) {
            member.orElseThrow().problem("needs a \"keyStore\", in which keys can be issued");
        }
        return on;
    }

    private static String content(Path file, Problems problems) throws InvalidConfiguration {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            problems.add("$", "the file cannot be read: " + e.getClass().getSimpleName());
            problems.throwIfAny(InvalidConfiguration::new);
            throw new AssertionError("a problem was there", e);
        }
    }

    private static List<Provider> providers(Node root) {
        List<Provider> providers = new ArrayList<>();
        root.member("providers")
                .map(Node::members)
                .orElse(Map.of())
                .forEach((name, node) -> ProviderReader.configured(name, node).ifPresent(providers::add));
        return providers;
    }

    /** The shipped prices with those of a file before them. */
    private static Optional<PriceCatalogue> prices(Node name, Consumer<Path> reading) {
        return name.parsed(Path::of).flatMap(file -> {
            reading.accept(file);
            if (Files.isDirectory(file) || !Files.isReadable(file)) {
                name.problem("the file " + file + " cannot be read");
                return Optional.empty();
            }
            try {
                return Optional.of(PriceCatalogue.builtIn().with(file));
            } catch (InvalidPrices e) {
                name.problemsElsewhere(e.problems());
                return Optional.empty();
            }
        });
    }
}
