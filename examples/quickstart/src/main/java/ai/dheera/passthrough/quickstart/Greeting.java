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
        return """
            Dheera Pass-Through serves:

            %3$s
            Your key, good until this process ends: %2$s

            Stream an answer from each:

            curl -sSN %1$s/anthropic/v1/messages -H 'x-api-key: %2$s' -H 'anthropic-version: 2023-06-01' -H 'content-type: application/json' -d '{"model":"claude-haiku-4-5","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"How are you?"}]}'
            curl -sSN %1$s/openai/v1/chat/completions -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' -d '{"model":"gpt-5-mini","stream":true,"messages":[{"role":"user","content":"How are you?"}]}'

            Or let a program run that uses the official SDKs, as it is:

            export ANTHROPIC_BASE_URL=%1$s/anthropic ANTHROPIC_API_KEY=%2$s
            export OPENAI_BASE_URL=%1$s/openai/v1 OPENAI_API_KEY=%2$s

            Issue a key of their own to others, from another terminal or over HTTP:

            java -jar '%4$s' keys issue --owner alice --models 'claude-*' --budget 1/day
            curl -sS %1$s/_dheera/admin/keys -H 'x-api-key: %2$s' -H 'Content-Type: application/json' -d '{"owner":"bob"}'

            See what was spent, and who used what:

            curl -sS '%1$s/_dheera/usage?by=model,day&format=csv' -H 'x-api-key: %2$s'
            java -cp '%4$s' org.h2.tools.Shell -url '%5$s' -sql 'SELECT started_at, key_id, provider, route, model, status, outcome, units, ROUND(cost_usd, 9) AS cost_usd FROM dheera_usage ORDER BY started_at'

            """.formatted(address, key, list(providers), jar(), database);
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
