/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Opens connections to Redis in a way that nothing waits for ever, and nothing queues without bound. */
interface Client extends AutoCloseable {

    /**
     * A connection.
     *
     * @param connection to be closed
     * @param scripts runs scripts over it
     */
    record Opened(StatefulConnection<String, String> connection, RedisScriptingAsyncCommands<String, String> scripts) {}

    /** {@return a connection, as soon as there is one} */
    CompletionStage<Opened> connect();

    @Override
    void close();

    /**
     * {@return a client}
     *
     * @param address where Redis is
     * @param resources its threads
     * @param patience for how long an answer is waited for
     * @param most how many commands may be without an answer
     */
    static Client of(Address address, ClientResources resources, Duration patience, int most) {
        return address.isCluster()
                ? new OfCluster(address, resources, patience, most)
                : new OfServer(address, resources, patience, most);
    }

    /** What is under way when the connection breaks is sent again over the next one, which no script minds. */
    private static <B extends ClientOptions.Builder> B set(B options, Duration patience, int most) {
        options.disconnectedBehavior(DisconnectedBehavior.ACCEPT_COMMANDS)
                .requestQueueSize(most)
                .timeoutOptions(TimeoutOptions.enabled(patience))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(patience)
                        .keepAlive(true)
                        .build())
                .maintNotificationsConfig(MaintNotificationsConfig.disabled());
        return options;
    }

    /** Of one server, which sentinels may name. */
    final class OfServer implements Client {

        private final Address address;
        private final RedisClient client;

        OfServer(Address address, ClientResources resources, Duration patience, int most) {
            this.address = address;
            this.client = RedisClient.create(resources);
            client.setOptions(set(ClientOptions.builder(), patience, most).build());
        }

        @Override
        public CompletionStage<Opened> connect() {
            return client.connectAsync(StringCodec.UTF8, address.nodes().get(0))
                    .thenApply(connection -> new Opened(connection, connection.async()));
        }

        @Override
        public void close() {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    /** Of a cluster, whose other nodes are asked for, again and again. */
    final class OfCluster implements Client {

        private static final Duration ROUND = Duration.ofSeconds(30);

        private final RedisClusterClient client;

        OfCluster(Address address, ClientResources resources, Duration patience, int most) {
            this.client = RedisClusterClient.create(resources, address.nodes());
            ClusterTopologyRefreshOptions refresh = ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(ROUND)
                    .build();
            client.setOptions(set(ClusterClientOptions.builder(), patience, most)
                    .topologyRefreshOptions(refresh)
                    .build());
        }

        @Override
        public CompletionStage<Opened> connect() {
            return client.refreshPartitionsAsync()
                    .thenCompose(known -> client.connectAsync(StringCodec.UTF8))
                    .thenApply(connection -> new Opened(connection, connection.async()));
        }

        @Override
        public void close() {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
