/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,            10.0.0.1",
        "10.0.0.0/8,            10.255.255.255",
        "10.1.2.3/8,            10.9.9.9",
        "10.0.0.0/9,            10.127.0.1",
        "192.168.1.77,          192.168.1.77",
        "192.168.1.76/31,       192.168.1.77",
        "0.0.0.0/0,             255.255.255.255",
        "10.0.0.0/8,            ::ffff:10.0.0.1",
        "10.0.0.0/8,            ::FFFF:0a00:0001",
        "10.0.0.0/8,            [::ffff:10.0.0.1]",
        "::ffff:10.0.0.0/104,   10.0.0.1",
        "::ffff:10.0.0.1,       10.0.0.1",
        "::ffff:0:0/96,         1.2.3.4",
        "2001:db8::/32,         2001:db8:1::5",
        "2001:db8::/32,         2001:0DB8:0:0:0:0:0:1",
        "2001:db8::/32,         [2001:db8::1]",
        "2001:db8:8000::/33,    2001:db8:ffff::",
        "::1,                   0:0:0:0:0:0:0:1",
        "fe80::/10,             fe80::1%eth0",
        "fe80::/10,             [fe80::1%25eth0]",
        "::/0,                  2001:db8::1",
        "64:ff9b::/96,          64:ff9b::10.0.0.1"
    })
    void containsItsAddresses(String network, String address) {
        assertThat(Network.parse(network).contains(address)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,         11.0.0.1",
        "10.0.0.0/9,         10.128.0.1",
        "192.168.1.77,       192.168.1.78",
        "192.168.1.76/31,    192.168.1.78",
        "10.0.0.0/8,         ::ffff:11.0.0.1",
        "10.0.0.0/8,         ::10.0.0.1",
        "10.0.0.0/8,         64:ff9b::10.0.0.1",
        "10.0.0.0/8,         2001:db8::1",
        "2001:db8::/32,      2001:db9::1",
        "2001:db8:8000::/33, 2001:db8:7fff::",
        "::/0,               10.0.0.1",
        "::/0,               ::ffff:10.0.0.1",
        "0.0.0.0/0,          ::1",
        "::ffff:10.0.0.0/104, 11.0.0.1"
    })
    void containsNoOther(String network, String address) {
        assertThat(Network.parse(network).contains(address)).isFalse();
    }

    /** Most of them would be looked up as the name of a host, which blocks, or be read in an old, surprising form. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "unknown",
                "10.0.0.1.2",
                "10.0.0",
                "10",
                "167772161",
                "10.0.0.256",
                "999.0.0.1",
                "010.0.0.1",
                "0x0a.0.0.1",
                "10.0.0.1.",
                ".10.0.0.1",
                "10.0.0.1:1234",
                "10.0.0.1, 10.0.0.2",
                "10.0.0.1 ",
                "...",
                ":",
                "::010.0.0.1",
                "::ffff:010.0.0.1",
                "::ffff:0x0a.0.0.1",
                "::ffff:10.1",
                "::ffff:10.0.0.1:5",
                ".:1",
                "1::2::3",
                "2001:db8::g",
                "[::1",
                "[]",
                "%eth0",
                "10.0.0.0/8"
            })
    void containsNothingThatIsNoAddress(String text) {
        assertThat(Network.parse("0.0.0.0/0").contains(text)).isFalse();
        assertThat(Network.parse("::/0").contains(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "localhost/8",
                "example.com",
                "10/8",
                "10.0/16",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-0",
                "10.0.0.0/+8",
                "10.0.0.0/ 8",
                "10.0.0.0/8/8",
                "10.0.0.0/\u0668",
                "10.0.0.0/0x8",
                "10.0.0.0/9999",
                "10.0.0.0/08",
                "010.0.0.0/8",
                "::ffff:010.0.0.0/104",
                "::/129",
                "::ffff:10.0.0.0/95",
                "::ffff:10.0.0.0/129",
                "[::1]",
                "fe80::1%eth0",
                "1.2.3.4.5"
            })
    void isNotMadeOfWhatIsNoRange(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Network.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1,             10.0.0.1",
        "[10.0.0.1],           10.0.0.1",
        "::ffff:10.0.0.1,      10.0.0.1",
        "::FFFF:a00:1,         10.0.0.1",
        "2001:DB8::1,          2001:db8:0:0:0:0:0:1",
        "[2001:db8::0001],     2001:db8:0:0:0:0:0:1",
        "fe80::1%eth0,         fe80:0:0:0:0:0:0:1"
    })
    void spellsAnAddressInOneWay(String literal, String address) {
        assertThat(Network.address(literal)).contains(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "localhost", "10.0.0.1:80", "010.0.0.1", "10.0.0.0/8"})
    void spellsNothingThatIsNoAddress(String text) {
        assertThat(Network.address(text)).isEmpty();
    }

    @Test
    void isToldApartAndShownByItsText() {
        assertThat(Network.parse("10.0.0.0/8"))
                .isEqualTo(Network.parse("10.0.0.0/8"))
                .hasSameHashCodeAs(Network.parse("10.0.0.0/8"))
                .isNotEqualTo(Network.parse("10.0.0.0/9"))
                .hasToString("10.0.0.0/8");
    }
}
