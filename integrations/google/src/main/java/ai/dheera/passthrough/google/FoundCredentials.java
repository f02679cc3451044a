/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Credentials that are there, or are looked for when they are first wanted: by one at a time, and again after nothing
 * was found. Safe for use by several threads.
 */
final class FoundCredentials {

    /** Longer than Google's 3:45, of which the last 3:00 do not count: a gateway with little to do renews in time too. */
    private static final Duration RENEWED_AHEAD = Duration.ofMinutes(10);

    private final Search search;
    private final List<String> scopes;
    private final AtomicReference<CompletableFuture<GoogleCredentials>> found;

    /** Looks for credentials, and may take its time. */
    interface Search {
        GoogleCredentials search() throws IOException;
    }

    FoundCredentials(Search search, List<String> scopes) {
        this.search = search;
        this.scopes = scopes;
        this.found = new AtomicReference<>(CompletableFuture.failedFuture(new IOException("nobody has looked yet")));
    }

    static FoundCredentials of(GoogleCredentials credentials, List<String> scopes) {
        FoundCredentials found = new FoundCredentials(() -> credentials, scopes);
        CompletionStage<GoogleCredentials> unused = found.get(Runnable::run);
        return found;
    }

    /** The credentials; on the calling thread where they are there, on another one where they have to be found. */
    CompletionStage<GoogleCredentials> get(Executor workers) {
        CompletableFuture<GoogleCredentials> last = found.get();
        if (!last.isCompletedExceptionally()) {
            return last;
        }
        CompletableFuture<GoogleCredentials> next = new CompletableFuture<>();
        if (!found.compareAndSet(last, next)) {
            return found.get();
        }
        workers.execute(() -> lookInto(next));
        return next;
    }

    private void lookInto(CompletableFuture<GoogleCredentials> result) {
        try {
            result.complete(scoped(search.search()));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    private GoogleCredentials scoped(GoogleCredentials credentials) {
        return renewedEarly(credentials).createScoped(scopes);
    }

    /** Others keep the library's margin: a machine's tokens are renewed no earlier, some others live for minutes only. */
    private static GoogleCredentials renewedEarly(GoogleCredentials credentials) {
        if (!(credentials instanceof ServiceAccountCredentials account)) {
            return credentials;
        }
        ServiceAccountCredentials.Builder builder = account.toBuilder();
        builder.setRefreshMargin(RENEWED_AHEAD);
        return builder.build();
    }
}
