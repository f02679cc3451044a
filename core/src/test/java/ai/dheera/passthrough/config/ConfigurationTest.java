/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Credential.Placement;
import ai.dheera.passthrough.ErrorShape;
import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.UsageReading;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import ai.dheera.passthrough.usage.Rotation;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

    @TempDir
    Path folder;

    private WrittenConfiguration written;

    @BeforeEach
    void name() {
        written = new WrittenConfiguration(folder);
    }

    /** That of the contract; {@code vllm} is not built in yet. */
    @Test
    void isWhatTheContractsExampleSays() throws Exception {
        Files.writeString(folder.resolve("prices.json"), "[]");
        Files.writeString(folder.resolve("secret"), "sk-dheera-1\n");
        Configuration configuration = written.read("""
                {
                  "providers": {
                    "anthropic": {
                      "upstream": "https://api.anthropic.com",
                      "credentials": [ { "id": "main", "apiKey": "${env:ANTHROPIC_API_KEY}", "weight": 1 } ],
                      "timeouts": { "connect": "PT5S", "firstByte": "PT10M", "idle": "PT5M", "total": "PT1H" }
                    },
                    "my-vllm": { "like": "openai", "upstream": "http://127.0.0.1:8000", "credentials": [ { "apiKey": "x" } ] },
                    "search":  { "upstream": "https://search.example/api", "credentials": [ { "header": "X-Api-Key", "apiKey": "s" } ],
                                 "routes": [ { "method": "POST", "path": "/query", "costUsd": "0.002" } ] }
                  },
                  "keys": [
                    { "id": "team-a-1", "secret": "${file:FOLDER/secret}", "owner": "alice", "team": "team-a", "tags": { "app": "chat" },
                      "enabled": true, "expiresAt": "2027-01-01T00:00:00Z",
                      "providers": ["anthropic", "openai"], "models": ["claude-*", "gpt-5*"], "routes": ["POST /v1/messages"], "networks": ["10.0.0.0/8"],
                      "budgets": [ { "usd": "10.00", "per": "day", "zone": "UTC", "scope": "key" }, { "usd": "500", "per": "month", "scope": "team" } ],
                      "requestsPerMinute": 60, "tokensPerMinute": 100000, "parallelRequests": 10 }
                  ],
                  "usage": { "jsonl": "FOLDER/usage.jsonl" },
                  "prices": "FOLDER/prices.json",
                  "trustedProxies": [ "10.0.0.0/8", "::1" ],
                  "shutdownGrace": "PT30S"
                }
                """);

        assertThat(configuration.trustedProxies()).containsExactly(Network.parse("10.0.0.0/8"), Network.parse("::1"));

        Provider anthropic = configuration.providers().find("anthropic").orElseThrow();
        assertThat(anthropic.credentials()).extracting(Credential::id).containsExactly("main");
        assertThat(anthropic.credentials()).extracting(Credential::secret).containsExactly("sk-ant-real");
        assertThat(anthropic.timeouts()).isEqualTo(Timeouts.DEFAULT);
        assertThat(anthropic.route("POST", "/v1/messages")).isPresent();

        Provider vllm = configuration.providers().find("my-vllm").orElseThrow();
        assertThat(vllm.name()).isEqualTo("my-vllm");
        assertThat(vllm.upstream()).hasToString("http://127.0.0.1:8000");
        assertThat(vllm.credentials()).extracting(Credential::id).containsExactly("my-vllm-1");
        assertThat(vllm.route("POST", "/v1/chat/completions")).isPresent();

        Provider search = configuration.providers().find("search").orElseThrow();
        assertThat(search.credentials().get(0).placement()).contains(Placement.header("X-Api-Key", ""));
        Route query = search.route("POST", "/query").orElseThrow().route();
        assertThat(query.costUsd()).contains(new BigDecimal("0.002"));
        assertThat(query.models()).isEmpty();
        assertThat(search.route("GET", "/query")).isEmpty();
        assertThat(search.route("POST", "/other")).isEmpty();
        assertThat(configuration.providers().find("openai")).isEmpty();

        VirtualKey key =
                configuration.keys().find(PresentedKey.of("sk-dheera-1")).orElseThrow();
        assertThat(key.id()).isEqualTo("team-a-1");
        assertThat(key.owner()).contains("alice");
        assertThat(key.team()).contains("team-a");
        assertThat(key.tags()).containsExactly(Map.entry("app", "chat"));
        assertThat(key.enabled()).isTrue();
        assertThat(key.expiresAt()).contains(Instant.parse("2027-01-01T00:00:00Z"));
        assertThat(key.access().providers()).containsExactly("anthropic", "openai");
        assertThat(key.access().models()).containsExactly("claude-*", "gpt-5*");
        assertThat(key.access().routes()).containsExactly("POST /v1/messages");
        assertThat(key.access().networks()).containsExactly(Network.parse("10.0.0.0/8"));
        assertThat(key.limits())
                .isEqualTo(new Limits(
                        60,
                        100_000,
                        10,
                        List.of(
                                new Budget(new BigDecimal("10.00"), Budget.Calendar.DAY, ZoneId.of("UTC"), Scope.KEY),
                                new Budget(
                                        new BigDecimal("500"),
                                        Budget.Calendar.MONTH,
                                        java.time.ZoneOffset.UTC,
                                        Scope.TEAM))));

        assertThat(configuration.usage().jsonl()).contains(folder.resolve("usage.jsonl"));
        assertThat(configuration.shutdownGrace()).isEqualTo(Duration.ofSeconds(30));
        assertThat(configuration.files())
                .containsExactlyInAnyOrder(written.file(), folder.resolve("secret"), folder.resolve("prices.json"));
    }

    @Test
    void isEmptyWhereTheFileSaysNothing() throws Exception {
        Configuration configuration = written.read("{}");
        assertThat(configuration.providers().find("anthropic")).isEmpty();
        assertThat(configuration.keys().find(PresentedKey.of("any"))).isEmpty();
        assertThat(configuration.usage()).isEqualTo(UsageSettings.NONE);
        assertThat(configuration.shutdownGrace()).isEqualTo(Duration.ofSeconds(30));
        assertThat(configuration.files()).containsExactly(written.file());
    }

    @Test
    void takesABuiltInProviderWithoutCredentials() throws Exception {
        Provider provider = written.provider("anthropic", "{}");
        assertThat(provider.credentials()).isEmpty();
        assertThat(provider.upstream()).hasToString("https://api.anthropic.com");
    }

    @Test
    void takesAnEndpointOfOnesOwnForEveryPathUnlessItHasRoutes() throws Exception {
        Provider open = written.provider("mine", "{'upstream':'http://x'}");
        assertThat(open.route("PATCH", "/any/path")).isPresent();
        Provider closed = written.provider("mine", "{'upstream':'http://x','routes':[]}");
        assertThat(closed.route("GET", "/any/path")).isEmpty();
        Provider some = written.provider("mine", "{'upstream':'http://x','routes':[{'path':'/a/*'}]}");
        assertThat(some.route("PATCH", "/a/b/c")).isPresent();
        assertThat(some.route("GET", "/b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'upstream':'http://x'}",
                "{'upstream':'http://x','routes':'any'}",
                "{'like':'openai','routes':'any'}"
            })
    void takesAnyRouteAndCannotTellItsModel(String json) throws Exception {
        Route any = written.provider("mine", json)
                .route("POST", "/v2/new")
                .orElseThrow()
                .route();
        assertThat(any.path()).isEqualTo("/*");
        assertThat(any.models()).containsExactly(new Route.ModelLocation(Route.ModelLocation.Part.UNTOLD, ""));
    }

    @Test
    void addsAnyRouteBehindThoseThatAreThere() throws Exception {
        Provider provider = written.provider("openai", "{'routes':'any'}");
        assertThat(provider.route("POST", "/v1/responses").orElseThrow().route().path())
                .isEqualTo("/v1/responses");
        assertThat(provider.route("GET", "/v1/responses").orElseThrow().route().path())
                .isEqualTo("/*");
    }

    @Test
    void takesRoutesInPlaceOfThoseOfABuiltInProvider() throws Exception {
        Provider provider = written.provider(
                "openai",
                "{'routes':[{'method':'POST','path':'/v1/x/{m}','model':['path:m','query:n','form:f','body:b'],"
                        + "'usage':'chat'},{'method':'GET','path':'/v1/y','model':'untold','bills':true,'costUsd':1.5}]}");
        assertThat(provider.route("POST", "/v1/responses")).isEmpty();
        Route first = provider.routes().get(0);
        assertThat(first.models())
                .extracting(location -> location.part() + ":" + location.name())
                .containsExactly("PATH:m", "QUERY:n", "FORM:f", "BODY:b");
        assertThat(first.usage().map(UsageReading::name)).contains("chat");
        assertThat(first.bills()).isTrue();
        Route second = provider.routes().get(1);
        assertThat(second.models()).hasSize(1);
        assertThat(second.bills()).isTrue();
        assertThat(second.costUsd()).contains(new BigDecimal("1.5"));
    }

    @Test
    void takesAllElseThatAProviderMayHave() throws Exception {
        Provider provider = written.provider(
                "mine",
                "{'upstream':'https://x/base/v2/','version':'/v2','keyCarriers':['x-key'],"
                        + "'credential':{'query':'k'},'withhold':['X-Account'],'requestId':'x-id',"
                        + "'errors':{'body':{'e':'${message}','n':null},'types':{'401':'auth','default':'other'},"
                        + "'headers':{'x-type':'${type}'}},'headers':{'X-Team':'t'},'query':{'v':'1'},"
                        + "'timeouts':{'idle':'PT1S'},'maxConnections':3}");
        assertThat(provider.upstream()).hasToString("https://x/base");
        assertThat(provider.version()).isEqualTo("/v2");
        assertThat(provider.keyCarriers()).containsExactly("x-key");
        assertThat(provider.placement()).isEqualTo(Placement.query("k"));
        assertThat(provider.withheld()).containsExactly("x-account");
        assertThat(provider.requestIdHeader()).contains("x-id");
        assertThat(provider.errorShape())
                .isEqualTo(new ErrorShape(
                        "{\"e\":\"${message}\",\"n\":null}",
                        Map.of(401, "auth"),
                        "other",
                        Map.of("x-type", "${type}")));
        assertThat(provider.headers()).containsExactly(Map.entry("X-Team", "t"));
        assertThat(provider.query()).containsExactly(Map.entry("v", "1"));
        assertThat(provider.timeouts())
                .isEqualTo(new Timeouts(
                        Timeouts.DEFAULT.connect(),
                        Timeouts.DEFAULT.firstByte(),
                        Duration.ofSeconds(1),
                        Timeouts.DEFAULT.total()));
        assertThat(provider.maxConnections()).isEqualTo(3);
    }

    @Test
    void wordsErrorsInItsOwnTypesWhereAShapeHasNone() throws Exception {
        Provider provider = written.provider("mine", "{'upstream':'http://x','errors':{'body':{'t':'${type}'}}}");
        assertThat(provider.errorShape().type(401)).isEqualTo(ErrorShape.OWN.type(401));
        assertThat(provider.errorShape().type(500)).isEqualTo(ErrorShape.OWN.otherType());
    }

    @Test
    void takesCredentialsForBasicAuthentication() throws Exception {
        Provider provider = written.provider(
                "mine",
                "{'upstream':'http://x','credentials':[{'username':'Aladdin','password':'open sesame','weight':7},"
                        + "{'username':'u','password':'','header':'X-Auth'}]}");
        assertThat(provider.credentials().get(0).secret()).isEqualTo("QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assertThat(provider.credentials().get(0).weight()).isEqualTo(7);
        assertThat(provider.credentials().get(0).placement()).contains(Placement.basic());
        assertThat(provider.credentials().get(1).id()).isEqualTo("mine-2");
        assertThat(provider.credentials().get(1).placement()).contains(Placement.header("X-Auth", "Basic "));
    }

    @Test
    void takesTheHashOfASecretInAnyCase() throws Exception {
        String hash = PresentedKey.sha256("sk-1");
        for (String spelled : List.of(hash, hash.toUpperCase(java.util.Locale.ROOT))) {
            Configuration configuration = written.read("{'keys':[{'id':'a','sha256':'" + spelled + "'}]}");
            assertThat(configuration.keys().find(PresentedKey.of("sk-1"))).isPresent();
        }
    }

    @Test
    void replacesReferencesWithinAString() throws Exception {
        Files.write(folder.resolve("two-lines"), "a\nb\n\n".getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve("windows"), "c\r\n");
        Files.writeString(folder.resolve("bare"), "d$1\\");
        VirtualKey key = written.key("{'id':'a','secret':'s','tags':{'x':'<${env:ANTHROPIC_API_KEY}|${env:EMPTY}>',"
                + "'y':'${file:FOLDER/two-lines}','z':'${file:FOLDER/windows}${file:FOLDER/bare}','w':'$ {} $x'}}");
        assertThat(key.tags())
                .containsEntry("x", "<sk-ant-real|>")
                .containsEntry("y", "a\nb\n")
                .containsEntry("z", "cd$1\\")
                .containsEntry("w", "$ {} $x");
    }

    @Test
    void readsWhereUsageRecordsGo() throws Exception {
        UsageSettings usage = written.read("""
                { "usage": { "jsonl": "u.jsonl", "rotateAt": 1000, "keep": 3, "slf4j": true, "queue": 50,
                             "remembered": { "name": "x", "password": "sk-secret" },
                             "journal": "j", "journalBytes": 2000000, "ledger": "billed.log" } }
                """).usage();
        assertThat(usage)
                .isEqualTo(new UsageSettings(
                        Optional.of(Path.of("u.jsonl")),
                        new Rotation(1_000, 3),
                        true,
                        Map.of("remembered", Map.of("name", "x", "password", "sk-secret")),
                        50,
                        Optional.of(Path.of("j")),
                        2_000_000,
                        Optional.of(Path.of("billed.log"))));
        assertThat(usage.plans()).extracting(SinkPlan::name).containsExactly("jsonl", "slf4j", "remembered");
        assertThat(usage.plans().get(2).journal()).contains(Path.of("j", "remembered"));
        assertThat(usage.toString() + usage.plans()).contains("remembered").doesNotContain("sk-secret");
    }

    @Test
    void rotatesWithoutEndAndQueuesAsUsualUnlessToldOtherwise() throws Exception {
        UsageSettings usage = written.read("{'usage':{'jsonl':'u','rotateAt':5,'journal':'j'}}")
                .usage();
        assertThat(usage.rotation()).isEqualTo(Rotation.at(5));
        assertThat(usage.queue()).isEqualTo(65_536);
        assertThat(usage.journalBytes()).isEqualTo(1L << 30);
        assertThat(written.read("{'usage':{'jsonl':'u'}}").usage().rotation()).isEqualTo(Rotation.NEVER);
    }
}
