/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.RequestSketch;
import ai.dheera.passthrough.spi.ClientRequest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private static final String PROXY = "10.0.0.1";
    private static final String UNKNOWN = "unknown";

    @Test
    void nobodyIsTrustedByDefault() {
        ClientRequest spoofed = request(PROXY, "X-Forwarded-For: 192.168.0.1", "Forwarded: for=192.168.0.1");
        assertThat(seen(spoofed)).isEqualTo(PROXY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.9", "11.0.0.1", "2001:db8::1", "unknown", ""})
    void aPeerThatIsNoTrustedProxyTellsNothing(String peer) {
        ClientRequest spoofed = request(peer, "X-Forwarded-For: 192.168.0.1", "Forwarded: for=192.168.0.1");
        assertThat(seen(spoofed, "10.0.0.0/8")).isEqualTo(peer);
    }

    @Test
    void aTrustedPeerThatTellsNothingIsTheClient() {
        assertThat(seen(request(PROXY), "10.0.0.0/8")).isEqualTo(PROXY);
        assertThat(seen(request("::ffff:10.0.0.1"), "10.0.0.0/8")).isEqualTo(PROXY);
        assertThat(seen(request("fd00::1%eth0"), "fd00::/8")).isEqualTo("fd00:0:0:0:0:0:0:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the first from the right that is not trusted
                "203.0.113.9 | 203.0.113.9",
                "203.0.113.9, 10.0.0.2, 10.0.0.3 | 203.0.113.9",
                "192.168.0.1, 203.0.113.9 | 203.0.113.9",
                "192.168.0.1, 203.0.113.9, 10.0.0.2 | 203.0.113.9",
                "10.0.0.9, 203.0.113.9, 10.0.0.2 | 203.0.113.9",
                "203.0.113.9,10.0.0.2 | 203.0.113.9",
                // all of them are: the request began there
                "10.0.0.9 | 10.0.0.9",
                "10.0.0.9, 10.0.0.8 | 10.0.0.9",
                // forms of addresses
                "203.0.113.9:4711 | 203.0.113.9",
                "203.0.113.9, 10.0.0.2:80 | 203.0.113.9",
                "2001:DB8::1 | 2001:db8:0:0:0:0:0:1",
                "[2001:db8::1] | 2001:db8:0:0:0:0:0:1",
                "[2001:db8::1]:443 | 2001:db8:0:0:0:0:0:1",
                "::ffff:203.0.113.9 | 203.0.113.9",
                "[::ffff:203.0.113.9]:1 | 203.0.113.9",
                "203.0.113.9, ::ffff:10.0.0.2 | 203.0.113.9",
                // what cannot be told, wherever the walk comes to it
                "unknown | unknown",
                "_hidden | unknown",
                "'' | unknown",
                "203.0.113.9, | unknown",
                "203.0.113.9,,10.0.0.2 | unknown",
                "203.0.113.9, unknown, 10.0.0.2 | unknown",
                "localhost | unknown",
                "203.0.113.9.evil.example | unknown",
                "0313.0.113.9 | unknown",
                "::ffff:010.0.0.1 | unknown",
                "3405803785 | unknown",
                "203.0.113 | unknown",
                "203.0.113.9:port | unknown",
                "203.0.113.9:123456 | unknown",
                "203.0.113.9 10.0.0.2 | unknown",
                "203.0.113.9/32 | unknown",
                "\"203.0.113.9\" | unknown",
                "[203.0.113.9] | unknown",
                "[2001:db8::1 | unknown",
                "2001:db8::1] | unknown",
                "[[2001:db8::1]] | unknown",
                "fe80::1%eth0 | unknown",
                "for=203.0.113.9 | unknown",
                // what is beyond the client is not looked at
                "garbage, 203.0.113.9 | 203.0.113.9",
                "\", 203.0.113.9 | 203.0.113.9",
                ", 203.0.113.9 | 203.0.113.9",
            })
    void theClientIsWhoTheOutermostTrustedProxySaw(String field, String client) {
        assertThat(seen(request(PROXY, "X-Forwarded-For: " + field), "10.0.0.0/8"))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=203.0.113.9 | 203.0.113.9",
                "For=203.0.113.9;proto=https;by=10.0.0.1 | 203.0.113.9",
                "proto=https; FOR=203.0.113.9 | 203.0.113.9",
                "for=\"203.0.113.9:4711\" | 203.0.113.9",
                "for=203.0.113.9:4711 | 203.0.113.9",
                "for=\"203.0.113.9:_port\" | 203.0.113.9",
                "for=\"[2001:db8::1]\" | 2001:db8:0:0:0:0:0:1",
                "for=\"[2001:db8::1]:4711\";host=\"app.example:443\" | 2001:db8:0:0:0:0:0:1",
                "for=192.168.0.1, for=203.0.113.9;by=_x, for=10.0.0.2 | 203.0.113.9",
                "for=unknown | unknown",
                "for=_gazonk | unknown",
                "for=\"_gazonk:80\" | unknown",
                "for= | unknown",
                "for=\"\" | unknown",
                "for | unknown",
                "proto=https | unknown",
                "203.0.113.9 | unknown",
                "for=203.0.113.9; | unknown",
                "for=203.0.113.9;for=192.168.0.1 | unknown",
                "for=203.0.113.9;For=203.0.113.9 | unknown",
                "for =203.0.113.9 | unknown",
                "for= 203.0.113.9 | unknown",
                "for=\"203.0.113.9 | unknown",
                "for=\"203.0.113\\.9\" | unknown",
                "for=203.0.113.9;x=\"a;for=192.168.0.1\" | unknown",
                "xfor=203.0.113.9 | unknown",
                // a client's quotation mark swallows nothing of what a proxy adds
                "for=192.168.0.1;x=\", for=203.0.113.9 | 203.0.113.9",
                "for=192.168.0.1;x=\", for=203.0.113.9;by=\"y\" | 203.0.113.9",
                "for=192.168.0.1;x=\"\\, for=\"[2001:db8::1]\" | 2001:db8:0:0:0:0:0:1",
            })
    void theClientIsToldByTheStandardsFieldAlike(String field, String client) {
        assertThat(seen(request(PROXY, "Forwarded: " + field), "10.0.0.0/8")).isEqualTo(client);
    }

    @Test
    void severalFieldsAreOneList() {
        ClientRequest request = request(
                PROXY,
                "X-Forwarded-For: 192.168.0.1",
                "x-forwarded-for: 203.0.113.9",
                "Other: x",
                "X-FORWARDED-FOR: 10.0.0.2, 10.0.0.3");
        assertThat(seen(request, "10.0.0.0/8")).isEqualTo("203.0.113.9");
        assertThat(seen(request, "10.0.0.0/8", "203.0.113.0/24")).isEqualTo("192.168.0.1");
        assertThat(seen(request(PROXY, "X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: "), "10.0.0.0/8"))
                .isEqualTo(UNKNOWN);
    }

    /** A client may send the one that its proxy does not touch. */
    @Test
    void bothFieldsHaveToAgree() {
        assertThat(seen(request(PROXY, "X-Forwarded-For: 203.0.113.9", "Forwarded: for=203.0.113.9"), "10.0.0.0/8"))
                .isEqualTo("203.0.113.9");
        assertThat(seen(request(PROXY, "X-Forwarded-For: 203.0.113.9", "Forwarded: for=192.168.0.1"), "10.0.0.0/8"))
                .isEqualTo(UNKNOWN);
        assertThat(seen(request(PROXY, "X-Forwarded-For: 203.0.113.9", "Forwarded: secret"), "10.0.0.0/8"))
                .isEqualTo(UNKNOWN);
    }

    @Test
    void anAbsurdlyLongListIsNotWalked() {
        String hops = "10.0.0.2, ".repeat(TrustedProxies.MOST_HOPS - 1);
        assertThat(seen(request(PROXY, "X-Forwarded-For: 203.0.113.9, " + hops + "10.0.0.2"), "10.0.0.0/8"))
                .isEqualTo(UNKNOWN);
        assertThat(seen(request(PROXY, "X-Forwarded-For: 203.0.113.9, " + hops.strip()), "10.0.0.0/8"))
                .isEqualTo(UNKNOWN);
        assertThat(seen(
                        request(PROXY, "X-Forwarded-For: 203.0.113.9, " + hops.substring(0, hops.length() - 2)),
                        "10.0.0.0/8"))
                .isEqualTo("203.0.113.9");
        assertThat(seen(request(PROXY, "X-Forwarded-For: " + "1".repeat(100_000)), "10.0.0.0/8"))
                .isEqualTo(UNKNOWN);
        assertThat(seen(request(PROXY, "Forwarded: for=" + "[:".repeat(50_000)), "10.0.0.0/8"))
                .isEqualTo(UNKNOWN);
    }

    @Test
    void whereItIsNotToldWhomToTrustNobodysAddressIsKnown() {
        TrustedProxies failing = new TrustedProxies(() -> {
            throw new IllegalStateException("not now");
        });
        assertThat(failing.seenThrough(request(PROXY)).clientAddress()).isEqualTo(UNKNOWN);
    }

    @Test
    void whatElseARequestSaysStaysAsItIs() {
        ClientRequest request = request(PROXY, "X-Forwarded-For: 203.0.113.9", "X-Real-IP: 192.168.0.1");
        TrustedProxies proxies = proxies("10.0.0.0/8");
        assertThat(proxies.seenThrough(request)).isEqualTo(request.from("203.0.113.9"));
        assertThat(proxies("11.0.0.0/8").seenThrough(request)).isSameAs(request);
    }

    private static ClientRequest request(String peer, String... fields) {
        RequestSketch sketch = RequestSketch.get("/anthropic/v1/models");
        for (String field : fields) {
            String[] parts = field.split(": ", 2);
            sketch.header(parts[0], parts[1]);
        }
        return sketch.build().from(peer);
    }

    private static String seen(ClientRequest request, String... trusted) {
        return proxies(trusted).seenThrough(request).clientAddress();
    }

    private static TrustedProxies proxies(String... trusted) {
        List<Network> networks = Stream.of(trusted).map(Network::parse).toList();
        return new TrustedProxies(() -> networks);
    }
}
