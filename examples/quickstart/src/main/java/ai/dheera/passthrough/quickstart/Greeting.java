/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What the quickstart says at its start: what there is, and commands to try, each on a line to be copied. */
final class Greeting {

    private static final String TEXT = """
            Dheera Pass-Through serves:

            %s
            Your key, good until this process ends: %s

            Stream an answer from each:

            curl -sSN %s/anthropic/v1/messages -H 'x-api-key: %s' -H 'anthropic-version: 2023-06-01' -H 'content-type: application/json' -d '{"model":"claude-haiku-4-5","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"How are you?"}]}'
            curl -sSN %s/openai/v1/chat/completions -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '{"model":"gpt-5-mini","stream":true,"messages":[{"role":"user","content":"How are you?"}]}'

            Or let a program run that uses the official SDKs, as it is:

            export ANTHROPIC_BASE_URL=%s/anthropic ANTHROPIC_API_KEY=%s
            export OPENAI_BASE_URL=%s/openai/v1 OPENAI_API_KEY=%s

            And see who used what:

            java -cp '%s' org.h2.tools.Shell -url '%s' -sql 'SELECT started_at, key_id, provider, route, model, status, outcome, usage, cost_usd FROM usage_record ORDER BY started_at'

            """;

    private Greeting() {}

    /**
     * The text.
     *
     * @param address where the gateway is mounted
     * @param key the virtual key
     * @param providers what is served
     * @param database the JDBC URL of the usage records
     */
    static String text(URI address, String key, List<ServedProvider> providers, String database) {
        return TEXT.formatted(
                list(providers), key, address, key, address, key, address, key, address, key, jar(), database);
    }

    private static String list(List<ServedProvider> providers) {
        return providers.stream()
                .map(served -> "  %-10s %s%n".formatted(served.provider().name(), served.description()))
                .collect(Collectors.joining());
    }

    /** The file that this runs from, as seen from where the user is. */
    private static Path jar() {
        try {
            Path here = Path.of("").toAbsolutePath();
            Path jar = Path.of(Greeting.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return jar.startsWith(here) ? here.relativize(jar) : jar;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
