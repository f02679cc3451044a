/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.RateLimit;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.VirtualKey.Limits;
import ai.dheera.passthrough.VirtualKey.Limits.Unpriced;
import ai.dheera.passthrough.json.Node;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What a key may use, as members of its JSON. */
final class LimitsJson {

    static final Set<String> FIELDS = Set.of(
            "budgets",
            "requestsPerMinute",
            "tokensPerMinute",
            "parallelRequests",
            "rateLimits",
            "unpriced",
            "localAllowanceUsd");

    private static final Set<String> BUDGET = Set.of("usd", "per", "zone", "scope", "providers", "models");
    private static final Set<String> RATE = Set.of("scope", "requestsPerMinute", "tokensPerMinute", "parallelRequests");

    private LimitsJson() {}

    static Limits read(Node key) {
        List<RateLimit> rates = new ArrayList<>();
        rate(key, Scope.KEY).ifPresent(rates::add);
        rates.addAll(all(key, "rateLimits", RATE, LimitsJson::sharedRate));
        List<Budget> budgets = all(key, "budgets", BUDGET, LimitsJson::budget);
        Unpriced unpriced = key.member("unpriced")
                .flatMap(text -> text.parsed(LimitsJson::unpriced))
                .orElse(Unpriced.ALLOWED);
        Optional<BigDecimal> allowance = key.member("localAllowanceUsd").flatMap(Node::decimal);
        return key.tried(() -> new Limits(rates, budgets, unpriced, allowance)).orElse(Limits.NONE);
    }

    private static <T> List<T> all(Node key, String name, Set<String> fields, Function<Node, Optional<T>> reader) {
        return key.member(name).map(Node::items).orElse(List.of()).stream()
                .flatMap(item -> item.only(fields).flatMap(reader).stream())
                .toList();
    }

    private static Optional<RateLimit> sharedRate(Node node) {
        if (!node.has("scope")) {
            node.problem("needs a \"scope\": owner, team or tag:NAME");
        }
        return scope(node).flatMap(scope -> rate(node, scope));
    }

    private static Optional<RateLimit> rate(Node node, Scope scope) {
        return node.tried(() -> new RateLimit(
                scope,
                (int) number(node, "requestsPerMinute", Integer.MAX_VALUE),
                number(node, "tokensPerMinute", RateLimit.MOST_TOKENS),
                (int) number(node, "parallelRequests", Integer.MAX_VALUE)));
    }

    private static long number(Node node, String name, long most) {
        return node.member(name).flatMap(limit -> limit.number(1, most)).orElse(0L);
    }

    private static Optional<Scope> scope(Node node) {
        return node.member("scope").flatMap(text -> text.parsed(Scope::new));
    }

    private static Optional<Budget> budget(Node node) {
        if (!node.has("usd") || !node.has("per")) {
            node.problem("needs \"usd\" and \"per\"");
            return Optional.empty();
        }
        Optional<BigDecimal> usd = node.member("usd").flatMap(Node::decimal);
        Optional<Budget.Window> window = node.member("per").flatMap(per -> per.parsed(Budget.Window::parse));
        ZoneId zone =
                node.member("zone").flatMap(name -> name.parsed(ZoneId::of)).orElse(ZoneOffset.UTC);
        Scope scope = scope(node).orElse(Scope.KEY);
        List<String> providers = node.member("providers").map(Node::texts).orElse(List.of());
        List<String> models = node.member("models").map(Node::texts).orElse(List.of());
        return usd.isEmpty() || window.isEmpty()
                ? Optional.empty()
                : node.tried(() -> new Budget(usd.get(), window.get(), zone, scope, providers, models));
    }

    private static Unpriced unpriced(String text) {
        return switch (text) {
            case "allow" -> Unpriced.ALLOWED;
            case "refuse" -> Unpriced.REFUSED;
            default -> throw new IllegalArgumentException("'" + text + "' is neither allow nor refuse");
        };
    }

    /** The rate of the key itself stands in the key, all others in a list. */
    static void write(Limits limits, JsonObject json) {
        List<RateLimit> shared = new ArrayList<>(limits.rates());
        limits.rates().stream()
                .filter(rate -> rate.scope().equals(Scope.KEY))
                .findFirst()
                .ifPresent(own -> {
                    shared.remove(own);
                    write(own, json);
                });
        writeAll("rateLimits", shared, LimitsJson::json, json);
        writeAll("budgets", limits.budgets(), LimitsJson::json, json);
        if (limits.unpriced() == Unpriced.REFUSED) {
            json.addProperty("unpriced", "refuse");
        }
        limits.localAllowanceUsd().ifPresent(usd -> json.addProperty("localAllowanceUsd", usd.toPlainString()));
    }

    private static <T> void writeAll(String name, List<T> all, Function<T, JsonObject> writer, JsonObject json) {
        if (!all.isEmpty()) {
            JsonArray list = new JsonArray();
            all.forEach(each -> list.add(writer.apply(each)));
            json.add(name, list);
        }
    }

    private static JsonObject json(RateLimit rate) {
        JsonObject json = new JsonObject();
        json.addProperty("scope", rate.scope().text());
        write(rate, json);
        return json;
    }

    private static void write(RateLimit rate, JsonObject json) {
        write("requestsPerMinute", rate.requestsPerMinute(), json);
        write("tokensPerMinute", rate.tokensPerMinute(), json);
        write("parallelRequests", rate.parallelRequests(), json);
    }

    private static void write(String name, long limit, JsonObject json) {
        if (limit > 0) {
            json.addProperty(name, limit);
        }
    }

    private static JsonObject json(Budget budget) {
        JsonObject json = new JsonObject();
        json.addProperty("usd", budget.usd().toPlainString());
        json.addProperty("per", budget.window().toString());
        if (!budget.zone().equals(ZoneOffset.UTC)) {
            json.addProperty("zone", budget.zone().getId());
        }
        if (!budget.scope().equals(Scope.KEY)) {
            json.addProperty("scope", budget.scope().text());
        }
        KeyJson.write("providers", budget.providers(), Function.identity(), json);
        KeyJson.write("models", budget.models(), Function.identity(), json);
        return json;
    }
}
