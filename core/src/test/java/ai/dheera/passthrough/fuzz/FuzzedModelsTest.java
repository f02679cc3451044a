/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.Route.ModelLocation.Part;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fuzz.FuzzedRequest.Field;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever a key that is restricted to one model sends: it is refused, or nobody can read another model in it, however
 * careless he is.
 */
class FuzzedModelsTest {

    static final String ALLOWED = "allowed-model";

    private static FuzzedGateway gateway;
    private static Map<String, LenientServer> servers;
    private static List<Provider> all;

    @BeforeContainer
    static void start() throws IOException {
        VirtualKey.Access oneModel = new VirtualKey.Access(List.of(), List.of(ALLOWED), List.of(), List.of());
        gateway = new FuzzedGateway(VirtualKey.withId("key").access(oneModel).build(), FuzzedModelsTest::providers);
        servers = all.stream().collect(Collectors.toMap(Provider::name, each -> new LenientServer(each.routes())));
    }

    @AfterContainer
    static void stop() throws IOException {
        gateway.close();
    }

    private static List<Provider> providers(URI host) {
        Provider own = Provider.named("own", host + "/own")
                .version("/v1")
                .credentials(List.of(Credential.apiKey("main", "sk-real")))
                .routes(List.of(
                        route("POST", "/v1/chat", "body:model"),
                        route("POST", "/v1/threads/{thread}"),
                        route("POST", "/v1/threads/runs", "body:model"),
                        route("POST", "/v1/images", "body:model", "form:model"),
                        route("POST", "/v1/audio", "form:model"),
                        route("POST", "/v1/agents", "body:base_agent", "body:model"),
                        route("POST", "/v1/tuned", "body:baseModel", "untold"),
                        route("GET", "/v1/listen", "query:model"),
                        route("POST", "/v1/speak", "query:model", "query:deployment"),
                        route("GET", "/v1/models"),
                        route("GET", "/v1/models/{model}", "path:model"),
                        route("POST", "/v1/models/{model}:generate", "path:model"),
                        route("POST", "/v1/batches", "untold"),
                        route("GET", "/v1/files/*")))
                .build();
        all = Stream.concat(
                        Stream.of(own), Stream.of("openai", "azure", "gemini").map(name -> builtIn(name, host)))
                .toList();
        return all;
    }

    private static Provider builtIn(String name, URI host) {
        return ProviderRegistry.builtIn(name, URI.create(host + "/" + name), Credential.apiKey("main", "sk-real"));
    }

    private static Route route(String method, String path, String... models) {
        List<ModelLocation> locations = Stream.of(models)
                .map(model -> model.split(":"))
                .map(model -> new ModelLocation(
                        Part.valueOf(model[0].toUpperCase(Locale.ROOT)), model.length < 2 ? "" : model[1]))
                .toList();
        return new Route(method, path, locations, Optional.empty(), false, Optional.empty());
    }

    @AddLifecycleHook(Tries.class)
    @Property(tries = 6_000, seed = "20260101")
    void noOtherModelSlipsPastTheCheck(@ForAll("requests") FuzzedRequest request) throws Exception {
        Optional<ReceivedRequest> received = gateway.send(request);
        if (received.isPresent()) {
            assertThat(models(request, received.get())).as("models").isSubsetOf(ALLOWED);
        }
        Statistics.label("reached the upstream")
                .collect(received.isPresent())
                .coverage(coverage -> coverage.check(true).percentage(share -> share > 10));
    }

    /** All that somebody could take for a model. */
    private static Set<String> models(FuzzedRequest request, ReceivedRequest received) {
        received.awaitBody(Duration.ofSeconds(5));
        ReceivedHead head = new ReceivedHead(received);
        String provider = request.path().split("/", 3)[1];
        String path = head.path().substring(1 + provider.length());
        Set<String> models = new LinkedHashSet<>();
        for (LenientServer.Reading reading : servers.get(provider).readings(received.method(), path)) {
            for (ModelLocation location : reading.route().models()) {
                models.addAll(
                        switch (location.part()) {
                            case PATH -> variable(reading, location.name());
                            case QUERY -> LenientQuery.values(head.query(), location.name());
                            case BODY, FORM -> inBody(request, location);
                            case UNTOLD -> reading.route().models().size() == 1 ? Set.of("(untold)") : Set.of();
                        });
            }
        }
        return models;
    }

    /** Several variables make one model with slashes between. */
    private static List<String> variable(LenientServer.Reading reading, String names) {
        List<String> values = new ArrayList<>();
        for (String name : names.split("/")) {
            values.add(reading.variables().get(reading.route().variableIndex(name)));
        }
        String once = Loosely.decoded(String.join("/", values));
        return List.of(once, Loosely.decoded(once));
    }

    private static Set<String> inBody(FuzzedRequest request, ModelLocation location) {
        Set<String> models = new LinkedHashSet<>();
        List<String> types = values(request, "Content-Type");
        String type = String.join(" ", types).toLowerCase(Locale.ROOT);
        boolean form = type.contains("multipart") || type.contains("form-data");
        if (location.part() == Part.FORM && form) {
            models.addAll(LenientForm.values(request.body(), types, location.name()));
        }
        for (String text : LenientText.of(request.body(), types)) {
            if (location.part() == Part.BODY && (types.isEmpty() || !form)) {
                models.addAll(LenientJson.values(text, location.name()));
            }
            if (type.contains("urlencoded")) {
                models.addAll(LenientQuery.values(text, location.name()));
            }
        }
        values(request, "Content-Encoding").forEach(coding -> models.add("(whatever is in " + coding + ")"));
        return models;
    }

    private static List<String> values(FuzzedRequest request, String name) {
        return request.fields().stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    @Provide
    Arbitrary<FuzzedRequest> requests() {
        return ModelRequests.to(all);
    }
}
