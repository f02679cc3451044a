/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import ai.dheera.passthrough.metering.PassedText.Sample;
import ai.dheera.passthrough.spi.TokenCounter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/**
 * Estimates the tokens of an exchange whose provider did not report them: counts those of the beginning of request and
 * answer, and takes the rest for alike. Bounded, but no work for an event loop. Safe for use by several threads.
 */
public final class Estimator {

    private static final int CHARACTERS_A_TOKEN = 4;

    /** What has so many characters without a space is no text: an image in Base64, a signature. */
    private static final Pattern NO_TEXT = Pattern.compile("\\S{512,}");

    private static final Pattern LINES = Pattern.compile("\r\n|\n|\r");

    private final TokenCounter counter;

    /**
     * An estimator.
     *
     * @param counter counts tokens
     */
    public Estimator(TokenCounter counter) {
        this.counter = counter;
    }

    /** {@return one with the counter on the class path, or else with one that takes four characters for a token} */
    public static Estimator found() {
        return Found.ESTIMATOR;
    }

    /** Looked for when first needed. */
    private static final class Found {
        private static final Estimator ESTIMATOR =
                new Estimator(ServiceLoader.load(TokenCounter.class, Estimator.class.getClassLoader())
                        .findFirst()
                        .orElse((text, model) -> (text.length() + CHARACTERS_A_TOKEN - 1) / CHARACTERS_A_TOKEN));
    }

    /**
     * {@return how many tokens the request has}
     *
     * @param passed what was sent and answered
     * @param model the model's name; empty where it is not known
     */
    public BigDecimal input(PassedText passed, String model) {
        Sample sample = passed.request();
        StringBuilder prompt = new StringBuilder();
        JsonTexts.forEach(text(sample), (names, text) -> append(text, prompt));
        return scaled(prompt, model, sample);
    }

    /**
     * {@return how many tokens the answer has, as far as it came}
     *
     * @param passed what was sent and answered
     * @param model the model's name; empty where it is not known
     */
    public BigDecimal output(PassedText passed, String model) {
        Sample sample = passed.answer();
        StringBuilder produced = new StringBuilder();
        for (String document : documents(text(sample))) {
            JsonTexts.forEach(document, (names, text) -> {
                if (passed.paths().stream().anyMatch(path -> JsonTexts.matches(names, path))) {
                    produced.append(text);
                }
            });
        }
        return scaled(produced, model, sample);
    }

    private static String text(Sample sample) {
        return new String(sample.bytes(), 0, sample.length(), StandardCharsets.UTF_8);
    }

    private static void append(String text, StringBuilder prompt) {
        if (!NO_TEXT.matcher(text).find()) {
            prompt.append(text).append('\n');
        }
    }

    /** Those of events and lines; all of it where it is one. */
    private static List<String> documents(String body) {
        boolean events = body.startsWith("data:") || body.contains("\ndata:") || body.contains("\rdata:");
        if (events) {
            return LINES.splitAsStream(body)
                    .filter(line -> line.startsWith("data:"))
                    .map(line -> line.substring("data:".length()))
                    .toList();
        }
        List<String> lines =
                LINES.splitAsStream(body).filter(line -> !line.isBlank()).toList();
        boolean documentsOnLines = lines.stream().allMatch(line -> line.startsWith("{"));
        return documentsOnLines ? lines : List.of(body);
    }

    private BigDecimal scaled(StringBuilder text, String model, Sample sample) {
        long tokens = text.length() == 0 ? 0 : counter.tokens(text.toString(), model);
        return sample.length() == 0
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(Math.round((double) tokens * sample.total() / sample.length()));
    }
}
