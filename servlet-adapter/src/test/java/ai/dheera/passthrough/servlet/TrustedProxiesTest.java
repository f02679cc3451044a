/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Access;
import ai.dheera.passthrough.fixtures.HttpHead;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.WebApplication.MappedFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients behind a reverse proxy, which is whoever connects from this machine. */
@Tag("container")
class TrustedProxiesTest {

    private static ScriptedUpstream upstream;
    private static MountedGateway behindProxy;
    private static MountedGateway inTheOpen;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        behindProxy = MountedGateway.of(builder().trustedProxies(() -> networks("127.0.0.0/8", "10.0.0.0/8")));
        inTheOpen = MountedGateway.of(builder());
    }

    private static PassThrough.Builder builder() {
        Access fromOutside = new Access(List.of(), List.of(), List.of(), networks("203.0.113.0/24", "2001:db8::/32"));
        VirtualKey key = VirtualKey.withId("test-key").access(fromOutside).build();
        return MountedGateway.builder(upstream.url(), Timeouts.DEFAULT).keys(MountedGateway.keys(key));
    }

    private static List<Network> networks(String... texts) {
        return Stream.of(texts).map(Network::parse).toList();
    }

    @AfterAll
    static void stop() throws Exception {
        behindProxy.close();
        inTheOpen.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For: 203.0.113.9 | 203.0.113.9",
                "X-Forwarded-For: 192.168.0.1, 203.0.113.9, 10.0.0.2 | 203.0.113.9",
                "x-forwarded-for: [2001:db8::1]:4711 | 2001:db8:0:0:0:0:0:1",
                "Forwarded: for=203.0.113.9;proto=https | 203.0.113.9",
                "Forwarded: for=\"[2001:db8::1]:4711\" | 2001:db8:0:0:0:0:0:1",
            })
    void whoComesFromAnAllowedNetworkThroughAProxyIsServed(String field, String client) throws Exception {
        assertThat(get(behindProxy, field).status()).isEqualTo(200);
        UsageRecord record = behindProxy.takeRecord();
        assertThat(record.clientAddress()).isEqualTo(client);
        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(upstream.requests()
                        .get(upstream.requests().size() - 1)
                        .head()
                        .all("x-forwarded-for"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X: y | 127.0.0.1",
                "X-Forwarded-For: 198.51.100.7 | 198.51.100.7",
                "X-Forwarded-For: 203.0.113.9, 198.51.100.7 | 198.51.100.7",
                "X-Forwarded-For: 203.0.113.9, unknown | unknown",
                "Forwarded: for=203.0.113.9, for=_hidden | unknown",
                "X-Real-IP: 203.0.113.9 | 127.0.0.1",
            })
    void whoComesFromElsewhereThroughAProxyIsRefused(String field, String client) throws Exception {
        assertRefused(behindProxy, client, field);
    }

    @Test
    void twoFieldsThatDisagreeTellNothing() throws Exception {
        assertRefused(behindProxy, "unknown", "X-Forwarded-For: 198.51.100.7", "Forwarded: for=203.0.113.9");
        assertRefused(behindProxy, "198.51.100.7", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: 198.51.100.7");
    }

    @ParameterizedTest
    @CsvSource({"X-Forwarded-For: 203.0.113.9", "Forwarded: for=203.0.113.9"})
    void whoIsNoTrustedProxyIsNotBelieved(String field) throws Exception {
        assertRefused(inTheOpen, "127.0.0.1", field);
    }

    @Test
    void whoComesFromNoAddressIsInNoNetwork() throws Exception {
        Filter addressless = (request, response, chain) -> chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                    @Override
                    public @Nullable String getRemoteAddr() {
                        return null;
                    }
                },
                response);
        try (MountedGateway local = MountedGateway.of(
                builder().trustedProxies(() -> networks("0.0.0.0/0", "::/0")),
                app -> app.behind(MappedFilter.at("/*", addressless)))) {
            assertRefused(local, "unknown", "X-Forwarded-For: 203.0.113.9");
        }
    }

    private static void assertRefused(MountedGateway gateway, String client, String... fields) throws Exception {
        long before = upstream.requestCount();
        HttpHead answer = get(gateway, fields);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.all("x-dheera-error")).containsExactly("network_not_allowed");
        UsageRecord record = gateway.takeRecord();
        assertThat(record.clientAddress()).isEqualTo(client);
        assertThat(record.error()).contains(ErrorCode.NETWORK_NOT_ALLOWED);
        assertThat(upstream.requestCount()).isEqualTo(before);
    }

    private static HttpHead get(MountedGateway gateway, String... fields) throws Exception {
        String[] all = Stream.concat(Stream.of(auth()), Stream.of(fields)).toArray(String[]::new);
        try (RawClient client = gateway.client()) {
            return client.get("/any/v1/models", all).head();
        }
    }
}
