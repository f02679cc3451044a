/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisURI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            redis://redis.example                          | false | redis://redis.example:6379
            redis://redis.example:6380/2                   | false | redis://redis.example:6380
            rediss://gateway:hush@redis.example:6380       | false | rediss://redis.example:6380
            redis://:hush@a:1,b:2,c                        | true  | redis://a:1,b:2,c:6379
            rediss://gateway:hush@a:1,b:2                  | true  | rediss://a:1,b:2
            redis-sentinel://hush@a:1,b:2,c/1#main         | false | redis-sentinel://a:1,b:2,c:26379#main
            redis-sentinel://a?sentinelMasterId=main       | false | redis-sentinel://a:26379#main
            """)
    void isReadFromAUriAndToldWithoutSecrets(String uri, boolean cluster, String told) {
        Address address = Address.of(uri, false);
        assertThat(address).hasToString(told);
        assertThat(address.isCluster()).isEqualTo(cluster);
    }

    @Test
    void eachNodeOfAClusterHasTheSameUserAndTls() {
        assertThat(Address.of("rediss://gateway:hush@a:1,b:2", false).nodes()).allSatisfy(node -> {
            assertThat(node.isSsl()).isTrue();
            assertThat(node.isVerifyPeer()).isTrue();
            assertThat(credentials(node)).isEqualTo("gateway:hush");
        });
    }

    @Test
    void aUserAndAPasswordMayBeGivenApart() {
        Address address = Address.of("redis://a:1,b:2", false).as(Optional.of("gateway"), "h@:/u#sh");
        assertThat(address.nodes())
                .allSatisfy(node -> assertThat(credentials(node)).isEqualTo("gateway:h@:/u#sh"));
        assertThat(address).hasToString("redis://a:1,b:2");
    }

    private static String credentials(RedisURI node) {
        var credentials = node.getCredentialsProvider().resolveCredentials().block();
        return credentials.getUsername() + ":" + new String(credentials.getPassword());
    }

    @Test
    void oneHostMayStandForACluster() {
        assertThat(Address.of("redis://cluster.example", true).isCluster()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "redis",
                "redis:hush",
                "http://hush@a",
                "redis://user:hush hush@a",
                "redis://:hush@",
                "redis://:hush@a:port",
                "redis://:hush@a:1,b:port",
                "redis-sentinel://hush@a",
                "redis://:hush@a/notanumber",
            })
    void whatIsNoUriIsRefusedWithoutTellingSecrets(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.of(uri, false))
                .satisfies(failure -> assertThat(failure.getCause()).isNull())
                .withMessageNotContaining("hush");
    }

    @Test
    void sentinelsWatchNoCluster() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.of("redis-sentinel://a#main", true))
                .withMessageContaining("name its nodes");
    }
}
