/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.nodesdks;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.dheera.passthrough.nodesdks.StandIn.Announced;
import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * How a test in Node directs the stand-ins: {@code POST /itself} and {@code POST /behind} announce exchanges with the
 * provider that the SDK reaches by itself, and with the one behind the gateway; {@code POST /refusals} takes the codes of
 * the requests that the gateway refused.
 */
final class Stage implements AutoCloseable {

    private static final Gson GSON = new Gson();
    private static final TypeToken<List<Announced>> EXCHANGES = new TypeToken<>() {};

    private final HttpServer server;

    Stage(Gateway gateway, StandIn itself, StandIn behind) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Map.of("/itself", itself, "/behind", behind)
                .forEach((path, standIn) -> server.createContext(path, exchange -> {
                    standIn.announce(read(exchange));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                }));
        server.createContext("/refusals", exchange -> answer(exchange, GSON.toJson(gateway.takeRefusals())));
        server.start();
    }

    private static List<Announced> read(HttpExchange exchange) throws IOException {
        try (Reader body = new InputStreamReader(exchange.getRequestBody(), UTF_8)) {
            return GSON.fromJson(body, EXCHANGES);
        }
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            byte[] bytes = json.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
