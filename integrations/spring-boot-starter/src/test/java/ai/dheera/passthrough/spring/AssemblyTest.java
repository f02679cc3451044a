/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.BillingLedger;
import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.config.ConfigurationFile;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.servlet.PassThroughFilter;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import ai.dheera.passthrough.spi.Headers;
import jakarta.servlet.DispatcherType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;

/** What the gateway is made of: beans, then properties, then the file; and how it is mounted. */
@Timeout(60)
class AssemblyTest {

    private static final String OF_THE_BEAN = "sk-dheera-of-the-bean";
    private static final String OF_THE_FILE = "sk-dheera-of-the-file";

    @TempDir
    private Path folder;

    private final WebApplicationContextRunner bare = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(PassThroughAutoConfiguration.class))
            .withPropertyValues("dheera.passthrough.event-loops=1", "dheera.passthrough.shutdown-grace=0s");

    private final WebApplicationContextRunner application = bare.withBean("keys", KeyStore.class, () -> keys("bean"))
            .withPropertyValues("dheera.passthrough.providers.openai.api-key=sk-credential");

    private static KeyStore keys(String id) {
        return KeyStore.inMemory(
                Map.of(PresentedKey.sha256(OF_THE_BEAN), VirtualKey.withId(id).build()));
    }

    private String file(String json) throws Exception {
        Path file = Files.writeString(folder.resolve("llm.json"), json.replace('\'', '"'));
        return "dheera.passthrough.config=" + file;
    }

    private static PassThrough gateway(ApplicationContext context) {
        return context.getBean(PassThrough.class);
    }

    private static String keyId(ApplicationContext context, String presented) throws Exception {
        Headers headers = Headers.builder().add("x-api-key", presented).build();
        ClientRequest request = new ClientRequest(
                "GET", "/openai/v1/models", null, headers, new BodySize(BodySize.ABSENT), "127.0.0.1");
        try {
            return gateway(context)
                    .authenticate(request, "http://127.0.0.1")
                    .toCompletableFuture()
                    .get()
                    .id();
        } catch (ExecutionException e) {
            return "none";
        }
    }

    @Test
    void aProviderOfThePropertiesNeedsNoMoreThanAKey() {
        application.run(context -> {
            assertThat(gateway(context).serves("/openai/v1/models")).isTrue();
            assertThat(gateway(context).serves("/anthropic/v1/models")).isFalse();
        });
    }

    @Test
    void aProviderOfThePropertiesMayBeLikeABuiltInOne() {
        application
                .withPropertyValues(
                        "dheera.passthrough.providers.my-vllm.like=vllm",
                        "dheera.passthrough.providers.my-vllm.upstream=http://127.0.0.1:8000",
                        "dheera.passthrough.providers.my-vllm.api-key=x",
                        "dheera.passthrough.providers.my-vllm.timeouts.first-byte=90s")
                .run(context -> assertThat(gateway(context).serves("/my-vllm/v1/models"))
                        .isTrue());
    }

    @Test
    void providersOfBeansPropertiesAndTheFileAreAllServed() throws Exception {
        application
                .withBean(
                        ProviderRegistry.class,
                        () -> ProviderRegistry.of(ProviderRegistry.builtIn("mistral", Credential.apiKey("m", "sk-m"))))
                .withPropertyValues(file("{'providers':{'anthropic':{'credentials':[{'apiKey':'a'}]}}}"))
                .run(context -> assertThat(List.of("/mistral/x", "/openai/x", "/anthropic/x"))
                        .allMatch(gateway(context)::serves));
    }

    @Test
    void aKeyOfABeanGoesBeforeTheSameKeyOfTheFile() throws Exception {
        application
                .withPropertyValues(file("{'keys':[{'id':'file','secret':'" + OF_THE_BEAN + "'},"
                        + "{'id':'other','secret':'" + OF_THE_FILE + "'}]}"))
                .run(context -> {
                    assertThat(keyId(context, OF_THE_BEAN)).isEqualTo("bean");
                    assertThat(keyId(context, OF_THE_FILE)).isEqualTo("other");
                    assertThat(keyId(context, "sk-nobodys")).isEqualTo("none");
                });
    }

    @Test
    void severalKeyStoresAreAskedInTheirOrder() {
        application
                .withBean("earlier", KeyStore.class, () -> keys("earlier"), definition -> definition.setPrimary(true))
                .withBean("first", First.class, First::new)
                .run(context -> assertThat(keyId(context, OF_THE_BEAN)).isEqualTo("first"));
    }

    static final class First implements KeyStore, Ordered {

        private final KeyStore keys = keys("first");

        @Override
        public Optional<VirtualKey> find(PresentedKey presented) throws Exception {
            return keys.find(presented);
        }

        @Override
        public int getOrder() {
            return Ordered.HIGHEST_PRECEDENCE;
        }
    }

    @Test
    void aKeyOfTheFileDoesNotCountWhileAStoreBeforeItIsAway() throws Exception {
        bare.withBean(KeyStore.class, () -> presented -> {
                    throw new IllegalStateException("away");
                })
                .withPropertyValues(file("{'providers':{'openai':{}},'keys':[{'id':'f','secret':'sk-dheera-f'}]}"))
                .run(context -> assertThat(keyId(context, "sk-dheera-f")).isEqualTo("none"));
    }

    @Test
    void aPassThroughBeanTakesThePlaceOfAllOfIt() {
        PassThrough own = PassThrough.builder().eventLoops(1).build();
        bare.withBean(PassThrough.class, () -> own)
                .withPropertyValues("dheera.passthrough.config=/there/is/no/such/file.json")
                .run(context -> {
                    assertThat(gateway(context)).isSameAs(own);
                    assertThat(context).hasBean("dheeraPassThroughFilter").doesNotHaveBean(ConfigurationFile.class);
                });
    }

    @Test
    void aCustomizerHasTheLastWord() {
        AtomicBoolean asked = new AtomicBoolean();
        application
                .withBean(PassThroughBuilderCustomizer.class, () -> builder -> {
                    builder.providers(name -> Optional.empty());
                    asked.set(true);
                })
                .run(context -> assertThat(gateway(context).serves("/openai/x")).isFalse());
        assertThat(asked).isTrue();
    }

    @Test
    void ledgersOfTheApplicationAreClosedByItOnce() {
        CountingLedger ledger = new CountingLedger();
        application
                .withBean(BillingLedger.class, () -> ledger)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(ledger.closed).isEqualTo(1);
    }

    private static final class CountingLedger implements BillingLedger {

        private int closed;

        @Override
        public boolean claim(String id) {
            return true;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void aStoreOfLimitsOfTheApplicationIsClosedByItOnce() {
        CountingLimits limits = new CountingLimits();
        application
                .withBean(LimitStore.class, () -> limits)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(limits.closed).hasValue(1);
    }

    @Test
    void networksOfProxiesThatAreNoneStopTheStart() {
        assertDoesNotStart(
                application.withPropertyValues("dheera.passthrough.trusted-proxies=10.0.0.0/8,proxy.example"),
                "dheera.passthrough.trusted-proxies: ",
                "10.0.0.0/8");
    }

    @Test
    void sinksOfTheApplicationAreClosedByItOnce() {
        RecordingSink sink = new RecordingSink();
        application
                .withBean(RecordingSink.class, () -> sink)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(sink.closed).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"/llm, /llm/*", "/api/llm, /api/llm/*", "/, /*", "'', /*"})
    void theFilterIsMountedFirstForRequestsAndAsyncDispatches(String path, String pattern) {
        application.withPropertyValues("dheera.passthrough.path=" + path).run(context -> {
            FilterRegistrationBean<?> filter = context.getBean(FilterRegistrationBean.class);
            assertThat(filter.getFilter()).isInstanceOf(PassThroughFilter.class);
            assertThat(filter.getUrlPatterns()).containsExactly(pattern);
            assertThat(filter.determineDispatcherTypes())
                    .isEqualTo(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
            assertThat(filter.isAsyncSupported()).isTrue();
            assertThat(filter.getOrder()).isEqualTo(Ordered.HIGHEST_PRECEDENCE);
        });
    }

    @Test
    void aFilterOfTheApplicationsOwnTakesThePlaceOfOurs() {
        application
                .withBean(
                        "mine",
                        FilterOfItsOwn.class,
                        () -> new FilterOfItsOwn(
                                PassThrough.builder().eventLoops(1).build()))
                .run(context -> assertThat(context).doesNotHaveBean("dheeraPassThroughFilter"));
    }

    static final class FilterOfItsOwn extends FilterRegistrationBean<PassThroughFilter> {
        FilterOfItsOwn(PassThrough gateway) {
            super(new PassThroughFilter(gateway, true));
        }
    }

    @Test
    void nothingIsThereWhenItIsSwitchedOff() {
        bare.withPropertyValues("dheera.passthrough.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(PassThrough.class)
                        .doesNotHaveBean(FilterRegistrationBean.class));
    }

    @Test
    void nothingIsThereWhereThereIsNoWebServer() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(PassThroughAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(PassThrough.class));
    }

    @Test
    void anApplicationWithoutProvidersDoesNotStart() {
        assertDoesNotStart(
                bare.withBean(KeyStore.class, () -> keys("bean")), "has no providers", "dheera.passthrough.providers");
    }

    @Test
    void anApplicationWithoutKeysDoesNotStart() {
        assertDoesNotStart(
                bare.withPropertyValues("dheera.passthrough.providers.openai.api-key=sk"), "has no keys", "KeyStore");
    }

    @Test
    void aProviderWithoutAKeyStopsTheStart() {
        assertDoesNotStart(
                application.withPropertyValues("dheera.passthrough.providers.mistral.upstream=http://127.0.0.1:1"),
                "dheera.passthrough.providers.mistral has no api-key",
                "dheera.passthrough.providers.mistral.api-key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody.api-key=k",
                "azure.api-key=k",
                "bedrock-mantle.api-key=k",
                "mistral.api-key=a\u00e4",
                "mistral.upstream=ftp://127.0.0.1",
                "mistral.upstream=not a url",
                "mistral.timeouts.idle=0s"
            })
    void aProviderThatCannotBeStopsTheStart(String property) {
        String name = property.substring(0, property.indexOf('.'));
        assertDoesNotStart(
                application.withPropertyValues(
                        "dheera.passthrough.providers." + name + ".api-key=sk-mistral",
                        "dheera.passthrough.providers." + property),
                "dheera.passthrough.providers." + name + ": ",
                "Correct that");
    }

    @Test
    void anInvalidFileStopsTheStartWithAllThatIsWrongInIt() throws Exception {
        assertDoesNotStart(
                application.withPropertyValues(file("{'keys':5,'usage':{'jsonl':7}}")),
                "llm.json: $.keys: must be a list",
                "llm.json");
    }

    @Test
    void anImpossiblePathStopsTheStart() {
        for (String path : List.of("llm", "/llm/", "/llm/*", "/a b", "//")) {
            assertDoesNotStart(
                    application.withPropertyValues("dheera.passthrough.path=" + path), "'" + path + "'", "slash");
        }
    }

    private static void assertDoesNotStart(WebApplicationContextRunner runner, String wrong, String remedy) {
        runner.run(context -> {
            assertThat(context).hasFailed();
            var analysis = new InvalidSettingsAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis).as("of %s", context.getStartupFailure()).isNotNull();
            assertThat(analysis.getDescription()).contains(wrong);
            assertThat(analysis.getAction()).contains(remedy);
        });
    }
}
