/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Words what the Azure SDK threw, on one line. Its messages quote what an endpoint answered, which may be anything: the
 * credential's own secrets are left out, and long words, as all tokens and assertions have them.
 */
final class Wording {

    /** Longer than the ids by which Entra's errors are traced. */
    private static final Pattern LONG_WORD = Pattern.compile("[A-Za-z0-9_~-]{40,}");

    /** What wraps what, which helps nobody who operates a gateway. */
    private static final Pattern CLASS = Pattern.compile("\\b(?:[a-z0-9_]+\\.)+[A-Z]\\w*(?:Exception|Error): ");

    private static final int LONGEST = 1000;
    private static final int DEEPEST = 5;

    private final List<String> secrets;

    Wording(List<String> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    String of(Throwable failure) {
        String message = messages(failure);
        for (String secret : secrets) {
            message = message.replace(secret, "…").replace(URLEncoder.encode(secret, StandardCharsets.UTF_8), "…");
        }
        String told = CLASS.matcher(message).replaceAll("");
        String words = LONG_WORD.matcher(told).replaceAll("…").replaceAll("\\s+", " ");
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "…";
    }

    /** Some failures of the SDK tell nothing themselves and refer to what caused them. */
    private static String messages(Throwable failure) {
        StringBuilder messages = new StringBuilder();
        Throwable next = failure;
        for (int depth = 0; next != null && depth < DEEPEST; depth++) {
            String message = next.getMessage() == null ? next.getClass().getSimpleName() : next.getMessage();
            if (messages.indexOf(message) < 0) {
                messages.append(messages.length() == 0 ? "" : "; ").append(message);
            }
            next = next.getCause();
        }
        return messages.toString();
    }
}
