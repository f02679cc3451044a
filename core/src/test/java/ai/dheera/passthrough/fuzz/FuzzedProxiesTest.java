/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.RequestSketch;
import ai.dheera.passthrough.access.TrustedProxies;
import ai.dheera.passthrough.spi.ClientRequest;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a client sends ahead of what a trusted proxy adds: it is the proxy that is believed. */
class FuzzedProxiesTest {

    private static final String CLIENT = "203.0.113.9";
    private static final TrustedProxies PROXIES =
            new TrustedProxies(() -> List.of(Network.parse("127.0.0.1"), Network.parse("10.0.0.0/8")));

    @Property(tries = 5_000, seed = "20260101")
    void nothingAheadOfTheProxysWordCounts(
            @ForAll("inventions") String invention, @ForAll boolean appended, @ForAll("words") Word word) {
        RequestSketch sketch = RequestSketch.get("/anthropic/v1/models");
        if (appended) {
            sketch.header(word.field(), invention + ", " + word.value());
        } else {
            sketch.header(word.field(), invention).header(word.field(), word.value());
        }
        assertThat(seen(sketch)).isEqualTo(CLIENT);
    }

    /** Of the field that the proxy does not know it passes on whatever is there. */
    @Property(tries = 5_000, seed = "20260101")
    void theOtherFieldMakesNobodyElseOfAClient(@ForAll("inventions") String invention, @ForAll("words") Word word) {
        String other = word.field().equals("Forwarded") ? "X-Forwarded-For" : "Forwarded";
        RequestSketch sketch = RequestSketch.get("/anthropic/v1/models")
                .header(other, invention)
                .header(word.field(), word.value());
        assertThat(seen(sketch)).isIn(CLIENT, ClientRequest.UNKNOWN_ADDRESS);
    }

    private static String seen(RequestSketch sketch) {
        return PROXIES.seenThrough(sketch.build()).clientAddress();
    }

    /** What a proxy adds, and other ones behind it. */
    private record Word(String field, String value) {}

    @Provide
    Arbitrary<Word> words() {
        return Arbitraries.of(
                new Word("X-Forwarded-For", CLIENT),
                new Word("X-Forwarded-For", CLIENT + ":4711"),
                new Word("X-Forwarded-For", "::ffff:" + CLIENT + ", 10.0.0.7,10.0.0.8:80"),
                new Word("Forwarded", "for=" + CLIENT),
                new Word("Forwarded", "by=_x;for=\"" + CLIENT + ":80\";host=\"app.example\""),
                new Word("Forwarded", "for=\"[::ffff:" + CLIENT + "]:80\", for=10.0.0.7;proto=https"));
    }

    @Provide
    Arbitrary<String> inventions() {
        return Arbitraries.of(
                        "\"",
                        "\\",
                        ",",
                        ";",
                        "=",
                        "for=",
                        "FOR=\"",
                        "10.0.0.1",
                        "192.168.0.1",
                        "[::1]",
                        "]",
                        "[",
                        ":80",
                        "unknown",
                        "_x",
                        "by=",
                        " ",
                        "\t",
                        "'",
                        "0",
                        "%",
                        "for=10.0.0.2;x=\"",
                        "\u00ff")
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces));
    }
}
