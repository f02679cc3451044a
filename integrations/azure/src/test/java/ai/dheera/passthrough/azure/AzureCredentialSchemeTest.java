/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import static ai.dheera.passthrough.azure.Entra.CLIENT;
import static ai.dheera.passthrough.azure.Entra.SECRET;
import static ai.dheera.passthrough.azure.Entra.TENANT;
import static ai.dheera.passthrough.azure.Entra.form;
import static ai.dheera.passthrough.azure.Entra.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.fixtures.TestTls;
import ai.dheera.passthrough.spi.Headers;
import ai.dheera.passthrough.spi.RequestSigner;
import ai.dheera.passthrough.spi.SignableRequest;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way to get a token, against a stand-in for Entra. */
class AzureCredentialSchemeTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int AN_HOUR = 3600;

    /** Less than five minutes, when renewal begins. */
    private static final int SOON_OVER = 200;

    private static final Executor NOBODY = task -> {
        throw new AssertionError("a token that is there needs no other thread");
    };

    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final List<String> properties = new ArrayList<>();

    @TempDir
    Path folder;

    private static TestTls tls;
    private static ApplicationCertificate certificate;

    private Entra entra;

    @BeforeAll
    static void makeCertificates(@TempDir Path shared) throws Exception {
        tls = TestTls.forLocalhost();
        certificate = new ApplicationCertificate(shared);
    }

    @AfterAll
    static void deleteCertificates() throws Exception {
        tls.close();
    }

    @BeforeEach
    void start() throws Exception {
        entra = new Entra(tls);
        entra.mints(AN_HOUR);
    }

    @AfterEach
    void stop() throws Exception {
        properties.forEach(System::clearProperty);
        workers.shutdownNow();
        entra.close();
    }

    private RequestSigner application(Map<String, String> proof) {
        Map<String, String> options = new HashMap<>(proof);
        options.putAll(Map.of("tenantId", TENANT, "clientId", CLIENT, "authority", entra.authority()));
        return new AzureCredentialScheme().signer(options);
    }

    private RequestSigner withSecret() {
        return application(Map.of("clientSecret", SECRET));
    }

    @Test
    void asksForATokenWithASecretOnceForManyRequests() {
        RequestSigner signer = withSecret();

        assertThat(bearer(signed(signer, workers).join())).isEqualTo(token(1));
        for (int i = 0; i < 100; i++) {
            assertThat(bearer(signed(signer, NOBODY).getNow(Headers.none()))).isEqualTo(token(1));
        }

        assertThat(entra.server.requestCount()).isEqualTo(1);
        ReceivedRequest asked = entra.server.takeRequest(SOON);
        assertThat(asked.target()).isEqualTo("/" + TENANT + "/oauth2/v2.0/token");
        assertThat(form(asked))
                .containsEntry("grant_type", "client_credentials")
                .containsEntry("client_id", CLIENT)
                .containsEntry("client_secret", SECRET);
        assertThat(form(asked).get("scope")).contains("https://cognitiveservices.azure.com/.default");
        assertThat(signer.signsBody()).isFalse();
    }

    @Test
    void asksForTheScopeThatIsConfigured() {
        signed(application(Map.of("clientSecret", SECRET, "scope", "https://ai.azure.com/.default")), workers)
                .join();

        assertThat(form(entra.server.takeRequest(SOON)).get("scope")).contains("https://ai.azure.com/.default");
    }

    @Test
    void asksOnceForAllWhoWaitForTheFirstToken() {
        entra.server.enqueue(Script.begin().awaitGate("all wait").then(entra.next(AN_HOUR)));
        RequestSigner signer = withSecret();
        List<CompletableFuture<Headers>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(signed(signer, workers));
        }
        entra.server.gate("all wait").awaitArrived(SOON);
        assertThat(all).noneMatch(CompletableFuture::isDone);

        entra.server.gate("all wait").open();

        assertThat(all).allSatisfy(each -> assertThat(bearer(each.join())).isEqualTo(token(1)));
        assertThat(entra.server.requestCount()).isEqualTo(1);
    }

    @Test
    void renewsATokenAheadOfItsEndWhileRequestsGetTheOldOne() {
        entra.mints(SOON_OVER);
        Options options = Options.of(
                Map.of("tenantId", TENANT, "clientId", CLIENT, "clientSecret", SECRET, "authority", entra.authority()));
        TokenCredential identity = Identity.of(options);
        AtomicReference<Clock> clock = new AtomicReference<>(Clock.systemUTC());
        RenewedToken renewed = new RenewedToken(
                () -> identity.getTokenSync(new TokenRequestContext().addScopes(options.scope())),
                () -> clock.get().instant());
        RequestSigner signer = new TokenSigner(renewed, new Wording(List.of()));
        assertThat(bearer(signed(signer, workers).join())).isEqualTo(token(1));
        entra.server.enqueue(Script.begin().awaitGate("renewal").then(entra.next(AN_HOUR)));

        clock.set(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(31)));
        assertThat(bearer(signed(signer, workers).getNow(Headers.none()))).isEqualTo(token(1));
        entra.server.gate("renewal").awaitArrived(SOON);
        assertThat(bearer(signed(signer, NOBODY).getNow(Headers.none()))).isEqualTo(token(1));
        entra.server.gate("renewal").open();

        await().atMost(SOON)
                .until(() ->
                        bearer(signed(signer, NOBODY).getNow(Headers.none())).equals(token(2)));
        assertThat(entra.server.requestCount()).isEqualTo(2);
    }

    @Test
    void provesAnApplicationByACertificateInPem() throws Exception {
        signed(application(Map.of("certificate", certificate.pem(folder).toString())), workers)
                .join();

        assertProvedByTheCertificate();
    }

    @Test
    void provesAnApplicationByACertificateInPfx() throws Exception {
        String file = certificate.pfx(folder, ApplicationCertificate.PASSWORD).toString();

        signed(
                        application(
                                Map.of("certificate", file, "certificatePassword", ApplicationCertificate.PASSWORD)),
                        workers)
                .join();

        assertProvedByTheCertificate();
    }

    @Test
    void provesAnApplicationByACertificateInPfxWithoutAPassword() throws Exception {
        signed(application(Map.of("certificate", certificate.pfx(folder, "").toString())), workers)
                .join();

        assertProvedByTheCertificate();
    }

    /** The assertion in the last request to Entra is signed by the key of the certificate. */
    private void assertProvedByTheCertificate() throws Exception {
        ReceivedRequest asked = entra.server.takeRequest(SOON);
        assertThat(form(asked))
                .containsEntry("grant_type", "client_credentials")
                .doesNotContainKey("client_secret");
        String[] parts = form(asked).get("client_assertion").split("\\.");
        JsonObject claims = JsonParser.parseString(
                        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                .getAsJsonObject();
        assertThat(claims.get("iss").getAsString()).isEqualTo(CLIENT);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(certificate.certificate().getPublicKey());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    }

    @Test
    void findsAnApplicationInTheEnvironment() {
        set("AZURE_TENANT_ID", TENANT);
        set("AZURE_CLIENT_ID", CLIENT);
        set("AZURE_CLIENT_SECRET", SECRET);

        assertThat(bearer(signed(usual(), workers).join())).isEqualTo(token(1));
        assertThat(form(entra.server.takeRequest(SOON))).containsEntry("client_secret", SECRET);
    }

    @Test
    void findsAWorkloadIdentityInTheEnvironment() throws Exception {
        Path assertion = Files.writeString(folder.resolve("azure-identity-token"), "the-pods-own-token");
        set("AZURE_TENANT_ID", TENANT);
        set("AZURE_CLIENT_ID", CLIENT);
        set("AZURE_FEDERATED_TOKEN_FILE", assertion.toString());

        assertThat(bearer(signed(usual(), workers).join())).isEqualTo(token(1));
        assertThat(form(entra.server.takeRequest(SOON))).containsEntry("client_assertion", "the-pods-own-token");
    }

    @ParameterizedTest
    @CsvSource({"system, false", CLIENT + ", true"})
    void asksForTheTokenOfAManagedIdentity(String identity, boolean named) throws Exception {
        try (ScriptedUpstream machine = ScriptedUpstream.start()) {
            machine.answerWith(ManagedIdentity.answer(token(1), Instant.now().plusSeconds(AN_HOUR)));

            assertThat(ManagedIdentity.token(identity, machine.url())).isEqualTo(token(1));

            ReceivedRequest asked = machine.takeRequest(SOON);
            assertThat(asked.target()).contains("resource=https%3A%2F%2Fcognitiveservices.azure.com");
            assertThat(asked.target().contains("client_id=" + CLIENT)).isEqualTo(named);
            assertThat(asked.header("X-IDENTITY-HEADER")).contains(ManagedIdentity.HEADER);
        }
    }

    private RequestSigner usual() {
        return new AzureCredentialScheme().signer(Map.of("authority", entra.authority()));
    }

    /** The Azure SDK takes system properties for variables of the environment. */
    private void set(String variable, String value) {
        properties.add(variable);
        System.setProperty(variable, value);
    }

    @Test
    void failsWithAnEndpointThatRefusesAndRecoversWithIt() {
        entra.refuses();
        RequestSigner signer = withSecret();

        Throwable failure = catchThrowable(() -> signed(signer, workers).join());

        assertThat(failure).isInstanceOf(CompletionException.class).cause().isInstanceOf(IllegalStateException.class);
        assertThat(failure.getCause())
                .hasMessageStartingWith("no access token of Entra: AADSTS7000215: Invalid")
                .hasMessageContainingAll(
                        "AADSTS7000215: Invalid client secret provided",
                        "0a1b2c3d-0000-0000-0000-a1b2c3d4e5f6",
                        "client_secret=…")
                .hasMessageNotContaining("wxyz")
                .hasNoCause();
        entra.mints(AN_HOUR);
        assertThat(bearer(signed(signer, workers).join())).isEqualTo(token(1));
    }

    @Test
    void showsNoSecret() {
        RequestSigner signer = withSecret();
        signed(signer, workers).join();

        assertThat(signer.toString()).isEqualTo("access tokens of Entra");
        assertThat(Options.of(Map.of("tenantId", TENANT, "clientId", CLIENT, "clientSecret", SECRET))
                        .toString())
                .contains("clientSecret")
                .doesNotContain("wxyz");
    }

    private CompletableFuture<Headers> signed(RequestSigner signer, Executor executor) {
        SignableRequest request = new SignableRequest(
                "POST", "https", "r.openai.azure.com", "/openai/v1/x", Headers.none(), List.of(), Map.of());
        return signer.sign(request, executor).toCompletableFuture();
    }

    private static String bearer(Headers headers) {
        String value = headers.first("Authorization").orElse("");
        return value.startsWith("Bearer ") ? value.substring("Bearer ".length()) : value;
    }
}
