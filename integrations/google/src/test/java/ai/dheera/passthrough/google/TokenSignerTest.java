/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import static ai.dheera.passthrough.google.TokenEndpoint.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.spi.Headers;
import ai.dheera.passthrough.spi.RequestSigner;
import ai.dheera.passthrough.spi.SignableRequest;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenSignerTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int AN_HOUR = 3600;

    /** Less than ten minutes, when renewal begins, and more than three, when Google's library trusts no token longer. */
    private static final int SOON_OVER = 400;

    private static final Executor NOBODY = task -> {
        throw new AssertionError("a token that is there needs no other thread");
    };

    private final ExecutorService workers = Executors.newFixedThreadPool(4);

    @TempDir
    Path folder;

    private TokenEndpoint endpoint;
    private RequestSigner signer;

    @BeforeEach
    void start() throws Exception {
        endpoint = new TokenEndpoint();
        endpoint.mints(AN_HOUR);
        signer = signer(Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        workers.shutdownNow();
        endpoint.close();
    }

    private RequestSigner signer(Map<String, String> besides) throws Exception {
        Map<String, String> options = new HashMap<>(besides);
        options.put("serviceAccount", endpoint.accountIn(folder).toString());
        return new GoogleCredentialScheme().signer(options);
    }

    @Test
    void fetchesOneTokenForManyRequestsAndAnswersAllButTheFirstAtOnce() {
        assertThat(bearer(signed(workers).join())).isEqualTo(token(1));
        for (int i = 0; i < 100; i++) {
            assertThat(bearer(signed(NOBODY).getNow(Headers.none()))).isEqualTo(token(1));
        }

        assertThat(endpoint.server.requestCount()).isEqualTo(1);
        assertThat(signer.signsBody()).isFalse();
    }

    @Test
    void fetchesOneTokenForAllWhoWaitForTheFirst() {
        endpoint.server.enqueue(Script.begin().awaitGate("all wait").then(endpoint.next(AN_HOUR)));
        List<CompletableFuture<Headers>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(CompletableFuture.supplyAsync(() -> signed(workers)).join());
        }
        endpoint.server.gate("all wait").awaitArrived(SOON);
        assertThat(all).noneMatch(CompletableFuture::isDone);

        endpoint.server.gate("all wait").open();

        assertThat(all).allSatisfy(each -> assertThat(bearer(each.join())).isEqualTo(token(1)));
        assertThat(endpoint.server.requestCount()).isEqualTo(1);
    }

    @Test
    void renewsATokenAheadOfItsEndWhileRequestsGetTheOldOne() {
        endpoint.mints(SOON_OVER);
        signed(workers).join();
        endpoint.server.enqueue(Script.begin().awaitGate("renewal").then(endpoint.next(AN_HOUR)));

        assertThat(bearer(signed(workers).getNow(Headers.none()))).isEqualTo(token(1));
        endpoint.server.gate("renewal").awaitArrived(SOON);
        assertThat(bearer(signed(NOBODY).getNow(Headers.none()))).isEqualTo(token(1));
        endpoint.server.gate("renewal").open();

        await().atMost(SOON)
                .until(() -> bearer(signed(NOBODY).getNow(Headers.none())).equals(token(2)));
        assertThat(endpoint.server.requestCount()).isEqualTo(2);
    }

    @Test
    void goesOnWithATokenThatCannotBeRenewedYet() {
        endpoint.mints(SOON_OVER);
        signed(workers).join();
        endpoint.refuses();

        assertThat(bearer(signed(workers).getNow(Headers.none()))).isEqualTo(token(1));
        await().atMost(SOON).until(() -> endpoint.server.requestCount() == 2);
        assertThat(bearer(signed(workers).getNow(Headers.none()))).isEqualTo(token(1));
        endpoint.mints(AN_HOUR);

        await().atMost(SOON)
                .until(() -> bearer(signed(workers).getNow(Headers.none())).equals(token(2)));
    }

    @Test
    void leavesTheCallingThreadAlone() throws Exception {
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

        CompletableFuture<Headers> waiting = signed(tasks::add);

        assertThat(waiting).isNotDone();
        assertThat(endpoint.server.requestCount()).isZero();
        tasks.poll(SOON.toSeconds(), TimeUnit.SECONDS).run();
        assertThat(bearer(waiting.getNow(Headers.none()))).isEqualTo(token(1));
    }

    @Test
    void fetchesATokenAlsoWhereNoWorkerIsFree() {
        Executor busy = task -> {
            throw new RejectedExecutionException("all are busy");
        };

        assertThat(bearer(signed(busy).join())).isEqualTo(token(1));
        assertThat(bearer(signed(NOBODY).getNow(Headers.none()))).isEqualTo(token(1));
    }

    @Test
    void failsWithAnEndpointThatRefusesAndRecoversWithIt() {
        endpoint.refuses();

        Throwable failure = catchThrowable(() -> signed(workers).join());

        assertThat(failure).isInstanceOf(CompletionException.class).cause().isInstanceOf(IllegalStateException.class);
        assertThat(failure.getCause())
                .hasMessageStartingWith("no access token of Google: ")
                .hasMessageContainingAll("400 Bad Request", endpoint.url().toString(), "invalid_grant", "assertion=…")
                .hasNoCause();
        endpoint.mints(AN_HOUR);
        assertThat(bearer(signed(workers).join())).isEqualTo(token(1));
    }

    @Test
    void failsWhereTheAnswerHoldsNoToken() {
        endpoint.server.answerWith(Answers.json("{\"expires_in\":3600}"));

        assertThat(catchThrowable(() -> signed(workers).join())).hasMessageContaining("access_token");
    }

    @Test
    void asksForTheScopesAsTheAccountProves() throws Exception {
        signer = signer(Map.of("scope", "https://www.googleapis.com/auth/one  two"));
        signed(workers).join();

        JsonObject claims = provedClaims();
        assertThat(claims.get("scope").getAsString()).isEqualTo("https://www.googleapis.com/auth/one two");
        assertThat(claims.get("iss").getAsString()).isEqualTo(TokenEndpoint.EMAIL);
    }

    @Test
    void asksForCloudPlatformUnlessToldOtherwise() throws Exception {
        signed(workers).join();

        assertThat(provedClaims().get("scope").getAsString())
                .isEqualTo("https://www.googleapis.com/auth/cloud-platform");
    }

    @Test
    void namesTheQuotaProjectThatIsConfiguredOrElseTheFiles() throws Exception {
        JsonObject account = endpoint.account();
        account.addProperty("quota_project_id", "of-the-file");
        Path file = Files.writeString(folder.resolve("with-quota.json"), account.toString());

        signer = new GoogleCredentialScheme().signer(Map.of("serviceAccount", file.toString()));
        assertThat(signed(workers).join().all("x-goog-user-project")).containsExactly("of-the-file");
        signer = new GoogleCredentialScheme()
                .signer(Map.of("serviceAccount", file.toString(), "quotaProject", "of-the-gateway"));
        assertThat(signed(workers).join().all("x-goog-user-project")).containsExactly("of-the-gateway");
    }

    @Test
    void namesNoQuotaProjectWhereNobodyDoes() {
        assertThat(signed(workers).join().contains("x-goog-user-project")).isFalse();
    }

    @Test
    void showsNoSecret() {
        signed(workers).join();

        assertThat(signer.toString()).isEqualTo("access tokens of Google");
    }

    private CompletableFuture<Headers> signed(Executor executor) {
        SignableRequest request = new SignableRequest(
                "POST", "https", "aiplatform.googleapis.com", "/v1/x", Headers.none(), List.of(), Map.of());
        return signer.sign(request, executor).toCompletableFuture();
    }

    private static String bearer(Headers headers) {
        String value = headers.first("Authorization").orElse("");
        return value.startsWith("Bearer ") ? value.substring("Bearer ".length()) : value;
    }

    /** What the last request to the endpoint claims, once the signature under it has proved right. */
    private JsonObject provedClaims() throws Exception {
        ReceivedRequest request = endpoint.server.takeRequest(SOON);
        String assertion = URLDecoder.decode(request.bodyText(), StandardCharsets.UTF_8)
                .replaceFirst(".*assertion=", "")
                .replaceFirst("&.*", "");
        String[] parts = assertion.split("\\.");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(endpoint.keys.getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        return JsonParser.parseString(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                .getAsJsonObject();
    }
}
