/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.commands;

import ai.dheera.passthrough.quickstart.commands.KeysCommand.UsedWrongly;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What options say of a key, as the JSON that it has in a configuration file. What is wrong there, its reader tells. */
final class KeySettings {

    @Option(names = "--owner", description = "Who uses it.")
    private Optional<String> owner = Optional.empty();

    @Option(names = "--team", description = "Whom its spend is counted for.")
    private Optional<String> team = Optional.empty();

    @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "Copied into usage records. May be repeated.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Option(names = "--expires-at", paramLabel = "INSTANT", description = "Until when it works: 2027-01-01T00:00:00Z.")
    private Optional<String> expiresAt = Optional.empty();

    @Option(names = "--admin", description = "It may see what all keys spend, and administer them.")
    private boolean admin;

    @Option(
            names = "--providers",
            split = ",",
            paramLabel = "NAME",
            description = "What it may reach; all unless given.")
    private List<String> providers = new ArrayList<>();

    @Option(names = "--models", split = ",", paramLabel = "PATTERN", description = "Likewise, such as claude-*.")
    private List<String> models = new ArrayList<>();

    @Option(names = "--routes", split = ",", paramLabel = "PATTERN", description = "Likewise, \"POST /v1/messages\".")
    private List<String> routes = new ArrayList<>();

    @Option(names = "--networks", split = ",", paramLabel = "RANGE", description = "Where from, such as 10.0.0.0/8.")
    private List<String> networks = new ArrayList<>();

    @Option(
            names = "--budget",
            paramLabel = "USD/PER[/SCOPE]",
            description = "A ceiling on spend: 10/day, 500/month/team, 5/PT5H. May be repeated.")
    private List<String> budgets = new ArrayList<>();

    @Option(names = "--requests-per-minute", paramLabel = "N", description = "How many exchanges may begin.")
    private Optional<Long> requestsPerMinute = Optional.empty();

    @Option(names = "--tokens-per-minute", paramLabel = "N", description = "How many tokens may be used.")
    private Optional<Long> tokensPerMinute = Optional.empty();

    @Option(names = "--parallel-requests", paramLabel = "N", description = "How many exchanges may run at a time.")
    private Optional<Long> parallelRequests = Optional.empty();

    @Option(
            names = "--json",
            paramLabel = "OBJECT",
            description = "Anything that a key may have in a configuration file; the other options go before it.")
    private Optional<String> json = Optional.empty();

    JsonObject json() throws UsedWrongly {
        JsonObject object = given();
        add("owner", owner, object);
        add("team", team, object);
        if (!tags.isEmpty()) {
            JsonObject named = new JsonObject();
            tags.forEach(named::addProperty);
            object.add("tags", named);
        }
        add("expiresAt", expiresAt, object);
        if (admin) {
            object.addProperty("admin", true);
        }
        add("providers", providers, object);
        add("models", models, object);
        add("routes", routes, object);
        add("networks", networks, object);
        addBudgets(object);
        requestsPerMinute.ifPresent(n -> object.addProperty("requestsPerMinute", n));
        tokensPerMinute.ifPresent(n -> object.addProperty("tokensPerMinute", n));
        parallelRequests.ifPresent(n -> object.addProperty("parallelRequests", n));
        return object;
    }

    private JsonObject given() throws UsedWrongly {
        try {
            return JsonParser.parseString(json.orElse("{}")).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new UsedWrongly("--json needs a JSON object, such as '{\"owner\":\"alice\"}'.");
        }
    }

    private static void add(String name, Optional<String> value, JsonObject object) {
        value.ifPresent(text -> object.addProperty(name, text));
    }

    private static void add(String name, List<String> values, JsonObject object) {
        if (!values.isEmpty()) {
            JsonArray list = new JsonArray();
            values.forEach(list::add);
            object.add(name, list);
        }
    }

    private void addBudgets(JsonObject object) throws UsedWrongly {
        if (budgets.isEmpty()) {
            return;
        }
        JsonArray list = new JsonArray();
        for (String text : budgets) {
            String[] parts = text.split("/", 3);
            if (parts.length < 2) {
                throw new UsedWrongly("'" + text + "' is no budget: 10/day or 500/month/team is.");
            }
            JsonObject budget = new JsonObject();
            budget.addProperty("usd", parts[0]);
            budget.addProperty("per", parts[1]);
            if (parts.length == 3) {
                budget.addProperty("scope", parts[2]);
            }
            list.add(budget);
        }
        object.add("budgets", list);
    }
}
