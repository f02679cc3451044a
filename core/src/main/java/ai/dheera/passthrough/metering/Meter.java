/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import ai.dheera.passthrough.UsagePath.Origin;
import ai.dheera.passthrough.UsageReading;
import ai.dheera.passthrough.metering.Metered.Portion;
import ai.dheera.passthrough.spi.Headers;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the usage of one exchange on the bytes of request and answer as they pass, in constant memory. It changes none of
 * them, and whatever goes wrong in it harms nobody: it reads no more, and the exchange goes on.
 *
 * <p>Safe for use by several threads: the answer comes on an event loop, the request and the end may come on others. The
 * lock is nearly always free, and taken once for many events.
 */
public final class Meter {

    private static final Logger log = LoggerFactory.getLogger(Meter.class);

    /** Readings live as long as the configuration that has them. */
    private static final Cache<UsageReading, Plan> PLANS =
            Caffeine.newBuilder().weakKeys().maximumSize(10_000).build();

    /** So many models may have a sum of their own in one answer; those beyond share the last one. */
    private static final int MOST_MODELS = 100;

    private static final List<String> NO_TEXT =
            List.of("audio/", "video/", "image/", "application/octet-stream", "application/zip", "application/pdf");

    private final Plan plan;
    private final Values found;
    private final Values document;
    private final Map<Optional<String>, Map<String, BigDecimal>> sums = new LinkedHashMap<>();
    private final @Nullable JsonDocuments request;
    private final @Nullable Beginning requestText;
    private final @Nullable Beginning answerText;

    private @Nullable BigDecimal summedCost;
    private @Nullable Grammar answer;
    private @Nullable Unpacked unpacked;
    private @Nullable Values unproved;
    private boolean broken;

    /**
     * A meter that has read nothing.
     *
     * @param reading how usage reads in the answer
     * @param variables tells what stands in the path for a variable of the route's template, or null
     * @param query tells the value of a query parameter, or null
     */
    public Meter(
            UsageReading reading,
            Function<String, @Nullable String> variables,
            Function<String, @Nullable String> query) {
        plan = PLANS.get(reading, Plan::new);
        found = plan.values();
        document = plan.values();
        request = plan.readsRequest() ? new JsonDocuments(plan.request(), document.alike(), found::merge, false) : null;
        boolean estimates = !reading.text().isEmpty();
        requestText = estimates ? new Beginning() : null;
        answerText = estimates ? new Beginning() : null;
        for (Plan.Named each : plan.named()) {
            switch (each.origin()) {
                case CONSTANT -> put(each, each.name());
                case PATH -> put(each, variables.apply(each.name()));
                case QUERY -> put(each, query.apply(each.name()));
                default -> {}
            }
        }
    }

    private void put(Plan.Named named, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (!named.number()) {
            found.text(named.slot(), value);
            return;
        }
        try {
            BigDecimal number = new BigDecimal(value.strip());
            if (number.precision() <= 40 && Math.abs(number.scale()) <= 40) {
                found.number(named.slot(), number);
            }
        } catch (NumberFormatException e) {
            log.debug("'{}' is no number", named.name());
        }
    }

    /** {@return whether it needs to see the request's body} */
    public boolean readsRequest() {
        return request != null || requestText != null;
    }

    /**
     * Reads a piece of the request's body.
     *
     * @param piece left as it is
     */
    public synchronized void request(ByteBuffer piece) {
        guarded(piece, (bytes, from, to) -> {
            if (requestText != null) {
                requestText.add(bytes, from, to);
            }
            if (request != null) {
                request.read(bytes, from, to);
            }
        });
    }

    /**
     * Reads the head of the answer.
     *
     * @param headers its fields
     */
    public synchronized void answerBegan(Headers headers) {
        for (Plan.Named each : plan.named()) {
            if (each.origin() == Origin.HEADER) {
                put(each, headers.first(each.name()).orElse(null));
            }
        }
        String type = headers.first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        answer = unpacking(grammar(type), headers.first("Content-Encoding").orElse(""));
    }

    private Grammar grammar(String contentType) {
        if (plan.grammar().isEmpty() && isNoText(contentType)) {
            return (bytes, from, to) -> {};
        }
        UsageReading.Grammar kind = plan.grammar().orElseGet(() -> kindOf(contentType));
        return switch (kind) {
            case SSE -> new EventStream(plan.markers(), Plan.FIRST_DOCUMENTS, documents(this::documentEnded, false));
            case AWS -> new AwsFrames(documents(this::payloadEnded, false), this::frameProved);
            case LINES -> documents(this::documentEnded, true)::read;
            case JSON -> documents(this::documentEnded, false)::read;
        };
    }

    /** What looks like JSON in there is none. */
    private static boolean isNoText(String contentType) {
        return NO_TEXT.stream().anyMatch(contentType::startsWith);
    }

    private static UsageReading.Grammar kindOf(String contentType) {
        if (contentType.startsWith("text/event-stream")) {
            return UsageReading.Grammar.SSE;
        }
        if (contentType.startsWith("application/vnd.amazon.eventstream")) {
            return UsageReading.Grammar.AWS;
        }
        boolean lines =
                contentType.contains("ndjson") || contentType.contains("jsonl") || contentType.contains("stream+json");
        return lines ? UsageReading.Grammar.LINES : UsageReading.Grammar.JSON;
    }

    private JsonDocuments documents(Consumer<Values> ended, boolean onLines) {
        return new JsonDocuments(plan.documents(), document, ended, onLines);
    }

    private Grammar unpacking(Grammar plain, String coding) {
        Grammar read = answerText == null
                ? plain
                : (bytes, from, to) -> {
                    answerText.add(bytes, from, to);
                    plain.read(bytes, from, to);
                };
        String name = coding.strip().toLowerCase(Locale.ROOT);
        boolean gzip = name.equals("gzip") || name.equals("x-gzip");
        if (gzip || name.equals("deflate")) {
            unpacked = new Unpacked(gzip, read);
            return unpacked;
        }
        return name.isEmpty() || name.equals("identity") ? read : (bytes, from, to) -> {};
    }

    /**
     * Reads a piece of the answer's body.
     *
     * @param piece left as it is
     */
    public synchronized void answer(ByteBuffer piece) {
        Grammar grammar = answer;
        if (grammar != null) {
            guarded(piece, grammar);
        }
    }

    private void guarded(ByteBuffer piece, Grammar grammar) {
        if (broken) {
            return;
        }
        try {
            if (piece.hasArray()) {
                int from = piece.arrayOffset() + piece.position();
                grammar.read(piece.array(), from, from + piece.remaining());
            } else {
                byte[] copy = new byte[piece.remaining()];
                piece.duplicate().get(copy);
                grammar.read(copy, 0, copy.length);
            }
        } catch (RuntimeException e) {
            broken = true;
            log.error("The usage reading '{}' failed; the exchange goes on unmetered", plan.name(), e);
        }
    }

    // documents

    /** A payload counts once its frame is proved. */
    private void payloadEnded(Values values) {
        unproved = values.alike();
        unproved.merge(values);
    }

    private void frameProved() {
        Values proved = unproved;
        unproved = null;
        if (proved != null) {
            documentEnded(proved);
        }
    }

    private void documentEnded(Values values) {
        if (plan.adds() && plan.hasUsage(values)) {
            BigDecimal cost = plan.cost(values);
            if (cost != null) {
                summedCost = summedCost == null ? cost : summedCost.add(cost);
            }
            add(values);
        }
        found.merge(values);
    }

    private void add(Values values) {
        Optional<String> model = plan.model(values).or(() -> plan.model(found));
        Optional<String> sum = sums.containsKey(model) || sums.size() < MOST_MODELS ? model : Optional.empty();
        Map<String, BigDecimal> units = sums.computeIfAbsent(sum, key -> new LinkedHashMap<>());
        plan.units(values).forEach((unit, amount) -> units.merge(unit, amount, BigDecimal::add));
    }

    // the end

    /** {@return what was read; nothing more is read after that} */
    public synchronized Metered end() {
        answer = null;
        if (unpacked != null) {
            unpacked.close();
        }
        List<Portion> portions = plan.adds() ? summed() : portions();
        return new Metered(
                portions,
                Optional.ofNullable(plan.adds() ? summedCost : plan.cost(found)),
                plan.model(found),
                plan.id(found),
                plan.terms(found),
                plan.isFinal(found),
                plan.isPending(found),
                passedText());
    }

    private List<Portion> summed() {
        List<Portion> portions = new ArrayList<>();
        sums.forEach((model, units) -> portions.add(new Portion(model, units)));
        return portions;
    }

    private List<Portion> portions() {
        List<Portion> portions = new ArrayList<>();
        for (Values part : found.parts()) {
            if (plan.hasUsage(part)) {
                portions.add(new Portion(plan.model(part).or(() -> plan.model(found)), plan.units(part)));
            }
        }
        if (plan.hasUsage(found)) {
            Map<String, BigDecimal> whole = plan.units(found);
            if (!portions.isEmpty()) {
                whole.entrySet().removeIf(unit -> unit.getValue().signum() == 0 || isTold(unit.getKey(), portions));
            }
            if (portions.isEmpty() || !whole.isEmpty()) {
                portions.add(new Portion(plan.model(found), whole));
            }
        }
        return portions;
    }

    /** Whether parts tell it; tokens they always do, if only as a part of others. */
    private static boolean isTold(String unit, List<Portion> parts) {
        return unit.endsWith("_tokens")
                || parts.stream().anyMatch(part -> part.units().containsKey(unit));
    }

    private Optional<PassedText> passedText() {
        return requestText == null || answerText == null
                ? Optional.empty()
                : Optional.of(new PassedText(requestText.sample(), answerText.sample(), plan.text()));
    }
}
