/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.MemoryClient;
import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.config.Definitions;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.spi.ClientRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A gateway with all built-in providers, before a stand-in for them; its clients' addresses are told by a proxy. */
final class MatrixGateway implements AutoCloseable {

    static final String PROXY = "192.0.2.1";

    private static final String SECRET = "sk-virtual-8Kd2Qx5";

    private final ScriptedUpstream upstream;
    private final Map<String, Provider> providers;
    private final PassThrough gateway;
    private volatile VirtualKey key = VirtualKey.withId("none").build();

    MatrixGateway() throws IOException {
        upstream = ScriptedUpstream.start().answerWith(Answers.bodiless(204));
        providers = Definitions.names().stream()
                .map(this::provider)
                .collect(Collectors.toMap(Provider::name, Function.identity()));
        gateway = PassThrough.builder()
                .providers(name -> Optional.ofNullable(providers.get(name)))
                .keys(keys())
                .trustedProxies(() -> List.of(Network.parse(PROXY)))
                .eventLoops(1)
                .shutdownGrace(() -> Duration.ZERO)
                .build();
    }

    private Provider provider(String name) {
        return Definitions.builtIn(name)
                .orElseThrow()
                .upstream(upstream.url())
                .settings(Map.of("project", "x1", "location", "x1", "region", "x1"))
                .credentials(List.of(Credential.apiKey("only", "key-of-the-provider")))
                .build();
    }

    /** Whatever key is presented is the current one. */
    private KeyStore keys() {
        return new KeyStore() {
            @Override
            public Optional<VirtualKey> find(PresentedKey presented) {
                return Optional.of(key);
            }

            @Override
            public boolean blocking() {
                return false;
            }
        };
    }

    Provider named(String name) {
        return providers.get(name);
    }

    /** What becomes of a request: {@code reached}, or else the status and code of its refusal. */
    String send(VirtualKey of, Sketch sketch, String address) throws InterruptedException {
        key = of;
        long before = upstream.requestCount();
        ClientRequest request = sketch.request(SECRET, address);
        MemoryClient client = new MemoryClient(request, sketch.body());
        gateway.handle(client);
        int status = client.awaitStatus();
        long came = upstream.requestCount() - before;
        if (status == 204 && came == 1) {
            return "reached";
        }
        assertThat(came).as("requests upstream of " + sketch).isEqualTo(0);
        return status + " " + client.awaitHeaders().first("x-dheera-error").orElse("");
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        upstream.close();
    }
}
