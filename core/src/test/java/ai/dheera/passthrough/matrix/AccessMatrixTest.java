/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Route.ModelLocation.Part;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Access;
import ai.dheera.passthrough.config.Definitions;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting of access, with every built-in provider, and every way to name a model there. */
class AccessMatrixTest {

    private static final String CLIENT = "10.1.2.3";
    private static final List<Network> HERE = List.of(Network.parse("10.0.0.0/8"));
    private static final List<Network> ELSEWHERE = List.of(Network.parse("172.16.0.0/12"), Network.parse("fd00::/8"));
    private static final VirtualKey ONE_MODEL = key(new Access(List.of(), Place.LISTED, List.of(), List.of()));

    private static MatrixGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = new MatrixGateway();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    static List<String> providers() {
        return List.copyOf(Definitions.names());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aKeyReachesWhatAllItsSettingsAllow(String name) throws Exception {
        Provider provider = gateway.named(name);
        Cases cases = new Cases();
        for (Place place : Place.of(provider).toList()) {
            Sketch sketch = place.naming(Place.ALLOWED);
            VirtualKey all = VirtualKey.withId("all")
                    .expiresAt(Instant.MAX)
                    .access(new Access(List.of("x", name), Place.LISTED, List.of("GET /x", endpoint(sketch)), HERE))
                    .build();
            cases.expect("reached", all, sketch, CLIENT);
            cases.expect("reached", all, sketch.field("X-Forwarded-For: 172.16.0.1, " + CLIENT), MatrixGateway.PROXY);
            cases.expect("reached", all, sketch.field("Forwarded: for=" + CLIENT), MatrixGateway.PROXY);
        }
        for (Route route : provider.routes().stream().limit(20).toList()) {
            if (route.models().isEmpty()) {
                cases.expect("reached", ONE_MODEL, Place.nameless(provider, route), CLIENT);
            }
        }
        cases.assertAll();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aKeyReachesNothingThatOneOfItsSettingsForbids(String name) throws Exception {
        Cases cases = new Cases();
        for (Sketch sketch : sketches(gateway.named(name))) {
            VirtualKey.Builder key = VirtualKey.withId("key");
            cases.expect("401 key_disabled", key.enabled(false).build(), sketch, CLIENT);
            cases.expect(
                    "401 key_expired",
                    key.enabled(true).expiresAt(Instant.EPOCH).build(),
                    sketch,
                    CLIENT);
            for (String other : List.of("other", name.toUpperCase(java.util.Locale.ROOT), name + "x", "*")) {
                Access providers = new Access(List.of(other), List.of(), List.of(), List.of());
                cases.expect("403 provider_not_allowed", key(providers), sketch, CLIENT);
            }
            String endpoint = endpoint(sketch);
            for (String other :
                    List.of(endpoint + "x", "x" + endpoint, endpoint.replaceFirst(" /", " /x/"), "PURGE *")) {
                Access routes = new Access(List.of(), List.of(), List.of(other), List.of());
                cases.expect("403 route_not_allowed", key(routes), sketch, CLIENT);
            }
            VirtualKey elsewhere = key(new Access(List.of(), List.of(), List.of(), ELSEWHERE));
            String refused = "403 network_not_allowed";
            cases.expect(refused, elsewhere, sketch, CLIENT);
            cases.expect(refused, elsewhere, sketch.field("X-Forwarded-For: 172.16.0.1"), CLIENT);
            cases.expect(refused, elsewhere, sketch.field("Forwarded: for=172.16.0.1"), CLIENT);
            String field = "X-Forwarded-For: 172.16.0.1, ";
            cases.expect(refused, elsewhere, sketch.field(field + CLIENT), MatrixGateway.PROXY);
            cases.expect(refused, elsewhere, sketch.field(field + "unknown"), MatrixGateway.PROXY);
            cases.expect(refused, elsewhere, sketch, MatrixGateway.PROXY);
        }
        cases.assertAll();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aKeyOfOneModelReachesNoOtherHoweverItIsNamed(String name) throws Exception {
        Cases cases = new Cases();
        for (Place place : Place.of(gateway.named(name)).toList()) {
            cases.expect("403 model_not_allowed", ONE_MODEL, place.naming(Place.OTHER), CLIENT);
            for (Sketch confusing : Confusions.of(place).toList()) {
                cases.expectRefusal(ONE_MODEL, confusing, CLIENT);
            }
        }
        cases.assertAll();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aKeyOfOneModelReachesNothingThatDoesNotTellIts(String name) throws Exception {
        Provider provider = gateway.named(name);
        Cases cases = new Cases();
        for (Route route : provider.routes()) {
            if (!route.models().isEmpty() && route.models().stream().allMatch(each -> each.part() == Part.UNTOLD)) {
                Sketch nameless = Place.nameless(provider, route);
                cases.expect("403 model_not_allowed", ONE_MODEL, nameless, CLIENT);
                cases.expect("403 model_not_allowed", ONE_MODEL, nameless.query("model=" + Place.ALLOWED), CLIENT);
                Sketch inBody = nameless.body("application/json", "{\"model\":\"" + Place.ALLOWED + "\"}");
                cases.expect("403 model_not_allowed", ONE_MODEL, inBody, CLIENT);
            }
        }
        cases.assertAll();
    }

    /** Each way to name a model, and the first endpoints besides. */
    private static List<Sketch> sketches(Provider provider) {
        List<Sketch> sketches = new ArrayList<>(
                Place.of(provider).map(place -> place.naming(Place.ALLOWED)).toList());
        provider.routes().stream()
                .limit(20)
                .map(route -> Place.nameless(provider, route))
                .forEach(sketches::add);
        return sketches;
    }

    private static String endpoint(Sketch sketch) {
        return sketch.method() + " " + sketch.path().substring(sketch.path().indexOf('/', 1));
    }

    private static VirtualKey key(Access access) {
        return VirtualKey.withId("key").access(access).build();
    }

    /** All that go wrong are told together. */
    private static final class Cases {

        private final List<String> wrong = new ArrayList<>();

        void expect(String outcome, VirtualKey key, Sketch sketch, String address) throws InterruptedException {
            String actual = gateway.send(key, sketch, address);
            if (!actual.equals(outcome)) {
                wrong.add(actual + ", not " + outcome + ": " + sketch);
            }
        }

        void expectRefusal(VirtualKey key, Sketch sketch, String address) throws InterruptedException {
            String actual = gateway.send(key, sketch, address);
            if (!actual.startsWith("4")) {
                wrong.add(actual + ": " + sketch);
            }
        }

        void assertAll() {
            assertThat(wrong).isEmpty();
        }
    }
}
