/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import ai.dheera.passthrough.KeyCarriers;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.spi.ClientRequest;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the model that one request asks for: in its path and query at once, in its body as that passes by. Used by one
 * thread at a time.
 */
public final class ModelFinder {

    private final boolean asked;
    private final List<String> named;
    private final @Nullable JsonMember member;

    /**
     * A finder for a request.
     *
     * @param route its route
     * @param variables what stands in its path for the variables of the route's template, raw, in their order
     * @param request the request
     */
    public ModelFinder(Route route, List<String> variables, ClientRequest request) {
        asked = !route.models().isEmpty();
        named = new ArrayList<>(1);
        JsonMember inBody = null;
        for (ModelLocation location : route.models()) {
            switch (location.part()) {
                case PATH -> addVariable(route.path(), variables, location.name());
                case QUERY -> addParameters(request.query(), location.name());
                case BODY -> inBody = isPlainJson(request) ? new JsonMember(location.name()) : inBody;
                case FORM, UNTOLD -> {}
            }
        }
        member = inBody;
    }

    private void addVariable(String template, List<String> variables, String name) {
        String before = template.substring(0, template.indexOf("{" + name + "}"));
        int index = (int) before.chars().filter(c -> c == '{').count();
        named.add(decoded(variables.get(index)));
    }

    private void addParameters(@Nullable String query, String name) {
        if (query == null) {
            return;
        }
        for (String parameter : query.split("&")) {
            if (KeyCarriers.parameterName(parameter).equals(name)) {
                named.add(decoded(parameter.substring(parameter.indexOf('=') + 1)));
            }
        }
    }

    private static String decoded(String raw) {
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return raw;
        }
    }

    /** A body in another form or coding may say something else to the provider than it would to us. */
    private static boolean isPlainJson(ClientRequest request) {
        boolean json = request.headers()
                .first("Content-Type")
                .map(type -> type.regionMatches(true, 0, "application/json", 0, 16))
                .orElse(true);
        return json && !request.headers().contains("Content-Encoding");
    }

    /** {@return whether the route asks for a model at all} */
    public boolean isAsked() {
        return asked;
    }

    /** {@return whether the body may name it, and is to be read} */
    public boolean readsBody() {
        return member != null;
    }

    /**
     * Reads a piece of the body, in order.
     *
     * @param piece left as it is
     */
    public void read(ByteBuffer piece) {
        if (member != null && !member.isFound()) {
            member.read(piece);
        }
    }

    /** {@return the model as far as it is known, for the record} */
    public Optional<String> model() {
        if (!named.isEmpty()) {
            return Optional.of(named.get(0));
        }
        return member == null ? Optional.empty() : member.value();
    }

    /**
     * {@return the one model that the request asks for, if that is beyond doubt}
     *
     * @param body the whole body; looked at anew
     */
    public Optional<String> model(List<ByteBuffer> body) {
        List<String> all = new ArrayList<>(named);
        if (member != null) {
            JsonMember whole = member.anew();
            body.forEach(whole::read);
            if (whole.onlyValue().isEmpty()) {
                return Optional.empty();
            }
            all.add(whole.onlyValue().get());
        }
        return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    }
}
