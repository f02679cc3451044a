/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.access;

import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.spi.ClientRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reverse proxies whose word counts on where a request comes from. What {@code X-Forwarded-For} or {@code Forwarded}
 * (RFC 7239) says is looked at only if the connection comes from one of them; then from the right, past those that are
 * trusted themselves: the first other address is the client's.
 *
 * <p>What stands to the left of that address may be anybody's invention and is not looked at. Where what is looked at is
 * no address, or both fields are there and say different things, the client's address is
 * {@linkplain ClientRequest#UNKNOWN_ADDRESS unknown}, which lies in no network. Safe for use by several threads.
 */
public final class TrustedProxies {

    private static final Logger log = LoggerFactory.getLogger(TrustedProxies.class);

    /** Nobody has so many proxies of his own, one behind the other. */
    static final int MOST_HOPS = 50;

    private final Supplier<List<Network>> networks;

    /**
     * The proxies of some networks.
     *
     * @param networks asked for with every request; none where nobody is trusted
     */
    public TrustedProxies(Supplier<List<Network>> networks) {
        this.networks = networks;
    }

    /**
     * {@return a request as it is, but from its client's address}
     *
     * @param request as the server got it: from the address of whoever opened the connection
     */
    public ClientRequest seenThrough(ClientRequest request) {
        List<Network> trusted;
        try {
            trusted = networks.get();
        } catch (RuntimeException | Error e) {
            log.error("Which proxies are trusted is not told; clients' addresses are unknown", e);
            return request.from(ClientRequest.UNKNOWN_ADDRESS);
        }
        return isTrusted(request.clientAddress(), trusted) ? request.from(client(request, trusted)) : request;
    }

    private static boolean isTrusted(String address, List<Network> trusted) {
        for (Network network : trusted) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static String client(ClientRequest request, List<Network> trusted) {
        String peer = Network.address(request.clientAddress()).orElse(request.clientAddress());
        Optional<String> one = client(ForwardedFor.xForwardedFor(request.headers()), trusted);
        Optional<String> other = client(ForwardedFor.forwarded(request.headers()), trusted);
        if (one.isPresent() && other.isPresent() && !one.equals(other)) {
            return ClientRequest.UNKNOWN_ADDRESS;
        }
        return one.or(() -> other).orElse(peer);
    }

    /** What one of the fields says; empty where it is not there. */
    private static Optional<String> client(ForwardedFor hops, List<Network> trusted) {
        Optional<String> last = Optional.empty();
        for (int i = 0; i < MOST_HOPS && hops.hasNext(); i++) {
            String hop = hops.next().orElse(ClientRequest.UNKNOWN_ADDRESS);
            if (!isTrusted(hop, trusted)) {
                return Optional.of(hop);
            }
            last = Optional.of(hop);
        }
        return hops.hasNext() ? Optional.of(ClientRequest.UNKNOWN_ADDRESS) : last;
    }
}
