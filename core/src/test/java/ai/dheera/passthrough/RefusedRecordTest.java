/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusedRecordTest {

    @Test
    void theRecordOfADisabledKeyTellsWhoseItIs() throws Exception {
        List<UsageRecord> records = new ArrayList<>();
        VirtualKey key =
                VirtualKey.withId("alice-1").owner("alice").enabled(false).build();
        try (PassThrough gateway = PassThrough.builder()
                .providers(ProviderRegistry.of(ProviderRegistry.builtIn("anthropic")))
                .keys(KeyStore.inMemory(Map.of(PresentedKey.sha256("sk-virtual"), key)))
                .usage(records::add)
                .build()) {
            ThrowingClient client = new ThrowingClient(ThrowingClient.Call.NONE, IllegalStateException::new);
            gateway.handle(client);
            assertThat(client.awaitStatus()).isEqualTo(401);
        }
        assertThat(records).hasSize(1);
        assertThat(records.get(0).error()).contains(ErrorCode.KEY_DISABLED);
        assertThat(records.get(0).keyId()).contains("alice-1");
        assertThat(records.get(0).owner()).contains("alice");
    }
}
