/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one exchange was, used and cost. Immutable; without any secret.
 *
 * @param requestId the gateway's name for the exchange, as the client got it in {@code x-dheera-request-id}
 * @param startedAt when the request came
 * @param firstByteMs milliseconds from then to the first byte of the answer; empty where none came
 * @param durationMs milliseconds from then to its end
 * @param keyId the virtual key; empty where none was found
 * @param owner the key's owner
 * @param team the key's team
 * @param tags the key's tags
 * @param provider the provider's name, or what stood in its place
 * @param route the template of the route
 * @param method the HTTP method
 * @param path the raw path with its query, key parameters removed
 * @param model the model asked for
 * @param servedModel the model that answered
 * @param status the HTTP status that the client got, 0 where it got none
 * @param outcome how it ended
 * @param error the gateway's own error
 * @param streamed whether the answer came as a stream of events
 * @param requestBytes bytes of the request's body sent upstream
 * @param responseBytes bytes of the answer's body given to the client
 * @param usage counted units by name, such as {@code input_tokens}; none is negative
 * @param usageSource where they come from
 * @param costUsd what it cost in US dollars; empty where no price is known
 * @param pricing how the cost came about
 * @param credentialId the credential that was used
 * @param attempts how often the request was sent upstream
 * @param upstreamRequestId the provider's name for the exchange
 * @param clientAddress where the request came from
 */
public record UsageRecord(
        String requestId,
        Instant startedAt,
        OptionalLong firstByteMs,
        long durationMs,
        Optional<String> keyId,
        Optional<String> owner,
        Optional<String> team,
        Map<String, String> tags,
        Optional<String> provider,
        Optional<String> route,
        String method,
        String path,
        Optional<String> model,
        Optional<String> servedModel,
        int status,
        Outcome outcome,
        Optional<ErrorCode> error,
        boolean streamed,
        long requestBytes,
        long responseBytes,
        Map<String, BigDecimal> usage,
        UsageSource usageSource,
        Optional<BigDecimal> costUsd,
        Pricing pricing,
        Optional<String> credentialId,
        int attempts,
        Optional<String> upstreamRequestId,
        String clientAddress) {

    // Copies the maps, in their order.
    public UsageRecord {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        usage = Collections.unmodifiableMap(new LinkedHashMap<>(usage));
    }

    /** Where counted units come from. */
    public enum UsageSource {
        /** The provider said so. */
        REPORTED,
        /** Counted by the gateway. */
        ESTIMATED,
        /** Nothing was counted. */
        NONE
    }

    /** How a cost came about. */
    public enum Pricing {
        /** Units times prices. */
        PRICED,
        /** No price is known. */
        UNPRICED,
        /** The provider does not charge for it. */
        FREE,
        /** The route has a fixed cost. */
        FIXED,
        /** The provider said so. */
        PROVIDER
    }
}
