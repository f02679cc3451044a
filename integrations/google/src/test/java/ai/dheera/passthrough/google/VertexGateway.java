/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.ConfiguredGateway;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A gateway whose provider {@code vertex} has a service account for a credential, with a project and a location of its
 * own, in front of a stand-in at all locations. Two virtual keys: one for everything, one for some models.
 */
final class VertexGateway implements AutoCloseable {

    static final String KEY = "vk-of-the-tests-4711";
    static final String RESTRICTED_KEY = "vk-of-the-tests-for-some-models";
    static final String PROJECT = "project-of-the-gateway";
    static final String LOCATION = "europe-west1";
    private static final Duration SOON = Duration.ofSeconds(20);

    final ScriptedUpstream upstream;
    final TokenEndpoint endpoint;
    private final ConfiguredGateway gateway;

    VertexGateway(Path folder) throws Exception {
        upstream = ScriptedUpstream.start();
        endpoint = new TokenEndpoint();
        endpoint.mints(3600);
        gateway = ConfiguredGateway.of(
                folder, """
                { 'providers': { 'vertex': {
                    'upstream': 'UPSTREAM', 'upstreams': { 'global': 'UPSTREAM', 'us': 'UPSTREAM', 'eu': 'UPSTREAM' },
                    'project': '%s', 'location': '%s', 'timeouts': { 'connect': 'PT20S' },
                    'credentials': [ { 'google': { 'serviceAccount': '%s' } } ] } },
                  'keys': [ { 'id': 'k', 'secret': '%s' },
                            { 'id': 'r', 'secret': '%s', 'models': [ 'gemini-2.5-*', 'claude-haiku-*' ] } ] }""".replace("UPSTREAM", upstream.url().toString())
                        .formatted(PROJECT, LOCATION, endpoint.accountIn(folder), KEY, RESTRICTED_KEY));
    }

    /** The base URL that users set. */
    String url() {
        return gateway.url() + "/vertex";
    }

    void streams(String events) {
        upstream.answerWith(Answers.chunked(
                () -> new ByteArrayInputStream(events.getBytes(StandardCharsets.UTF_8)),
                () -> 61,
                "Content-Type: text/event-stream"));
    }

    /** That the next request upstream was this one, with the token and without the virtual key. */
    ReceivedRequest assertSent(String request) {
        ReceivedRequest received = upstream.takeRequest(SOON);
        assertThat(received.method() + " " + received.target()).isEqualTo(request);
        assertThat(received.head().all("Authorization")).containsExactly("Bearer " + TokenEndpoint.token(1));
        assertThat(received.head().raw()).doesNotContain(KEY).doesNotContain("x-goog-api-key");
        return received;
    }

    UsageRecord takeRecord() throws InterruptedException {
        return gateway.takeRecord();
    }

    @Override
    public void close() throws Exception {
        gateway.close();
        endpoint.close();
        upstream.close();
    }
}
