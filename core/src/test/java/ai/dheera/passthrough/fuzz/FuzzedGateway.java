/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.MemoryClient;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A gateway before a stand-in for all its providers, for all requests of a property. */
final class FuzzedGateway implements AutoCloseable {

    static final String VIRTUAL_KEY = "sk-virtual-7Qm2Zx9";

    private final ScriptedUpstream upstream;
    private final PassThrough gateway;
    private final Map<String, Provider> providers;
    private long received;

    /**
     * A gateway.
     *
     * @param key whom {@link #VIRTUAL_KEY} belongs to
     * @param providers those at a stand-in of this URL
     */
    FuzzedGateway(VirtualKey key, Function<URI, List<Provider>> providers) throws IOException {
        upstream = ScriptedUpstream.start().answerWith(Answers.bodiless(204));
        List<Provider> all = providers.apply(upstream.url());
        this.providers = all.stream().collect(Collectors.toMap(Provider::name, Function.identity()));
        gateway = PassThrough.builder()
                .providers(ProviderRegistry.of(all))
                .keys(KeyStore.inMemory(Map.of(PresentedKey.sha256(VIRTUAL_KEY), key)))
                .eventLoops(1)
                .shutdownGrace(() -> Duration.ZERO)
                .build();
    }

    /** Its provider of a name. */
    Provider provider(String name) {
        return providers.get(name);
    }

    /** The stand-in's host with its port. */
    String authority() {
        return upstream.url().getRawAuthority();
    }

    /**
     * What the stand-in gets of a request: all of it and nothing besides, or else nothing, while the client gets told
     * what it did wrong.
     */
    Optional<ReceivedRequest> send(FuzzedRequest request) throws InterruptedException {
        assertNothingMoreCame();
        MemoryClient client = new MemoryClient(request.toClientRequest(), request.body());
        gateway.handle(client);
        int status = client.awaitStatus();
        long came = upstream.requestCount() - received;
        received += came;
        if (came == 0) {
            assertThat(status).as("status of what the upstream did not get").isBetween(400, 499);
            return Optional.empty();
        }
        assertThat(came).as("requests that the upstream got").isEqualTo(1);
        ReceivedRequest last = upstream.takeRequest(Duration.ofSeconds(1));
        assertThat(status).as("status of what the upstream got").isEqualTo(204);
        return Optional.of(last);
    }

    private void assertNothingMoreCame() {
        assertThat(upstream.requestCount())
                .as("requests that the upstream got, those behind the end of the last exchange among them")
                .isEqualTo(received);
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        assertNothingMoreCame();
        upstream.close();
    }
}
