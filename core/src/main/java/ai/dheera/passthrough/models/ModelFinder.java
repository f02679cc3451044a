/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import ai.dheera.passthrough.KeyCarriers;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.Route.ModelLocation.Part;
import ai.dheera.passthrough.spi.ClientRequest;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the model that one request asks for: in its path and query at once, in its body as that passes by. Used by one
 * thread at a time.
 *
 * <p>What is told for the record is the likeliest reading; {@linkplain #model(List) what is told to be checked} is the
 * only one: where the provider could read another model than we do, none is told.
 */
public final class ModelFinder {

    private static final char UNREADABLE = '\ufffd';
    private static final String CUTTING = ";%?#\\" + UNREADABLE;
    private static final Pattern BETWEEN_PARAMETERS = Pattern.compile("[&;]");

    private final boolean asked;
    private final boolean asksInQuery;
    private final List<String> named;
    private final List<BodyField> fields = new ArrayList<>(1);
    private boolean doubtful;

    /**
     * A finder for a request.
     *
     * @param route its route
     * @param variables what stands in its path for the variables of the route's template, raw, in their order
     * @param request the request
     */
    public ModelFinder(Route route, List<String> variables, ClientRequest request) {
        asked = !route.models().isEmpty();
        asksInQuery = route.models().stream().anyMatch(location -> location.part() == Part.QUERY);
        named = new ArrayList<>(1);
        for (ModelLocation location : route.models()) {
            switch (location.part()) {
                case PATH -> addVariables(route, location.variables(), variables);
                case QUERY -> addParameters(request.query(), location.name());
                case BODY -> {
                    addMember(request, location.name());
                    doubtOf(request.query(), location.name());
                }
                case FORM -> {
                    addField(request, location.name());
                    doubtOf(request.query(), location.name());
                }
                case UNTOLD -> {}
            }
        }
        doubtful |= fields.isEmpty() && route.models().stream().anyMatch(ModelFinder::isInBody);
    }

    private void addMember(ClientRequest request, String name) {
        if (isPlainJson(request)) {
            fields.add(new JsonMember(name));
        }
    }

    private void addField(ClientRequest request, String name) {
        List<String> types = request.headers().all("Content-Type");
        if (types.size() == 1 && !request.headers().contains("Content-Encoding")) {
            FormField.of(types.get(0), name).ifPresent(fields::add);
        }
    }

    /** A slash within one of several variables would make other ones of them. */
    private void addVariables(Route route, List<String> names, List<String> values) {
        List<String> parts =
                names.stream().map(route::variableIndex).map(values::get).toList();
        doubtful |= parts.size() > 1
                && parts.stream().anyMatch(part -> part.toLowerCase(Locale.ROOT).contains("%2f"));
        add(String.join("/", parts).replace("+", "%2B"));
    }

    private static boolean isInBody(ModelLocation location) {
        return location.part() == Part.BODY || location.part() == Part.FORM;
    }

    /** Some servers take a parameter of the query for a member of the body. */
    private void doubtOf(@Nullable String query, String name) {
        if (query == null || asksInQuery) {
            return;
        }
        for (String parameter : BETWEEN_PARAMETERS.split(query)) {
            doubtful |= LooseName.couldBe(KeyCarriers.parameterName(parameter), name);
        }
    }

    /** A plus may mean itself or a space, and some take a semicolon for an ampersand. */
    private void addParameters(@Nullable String query, String name) {
        if (query == null) {
            return;
        }
        doubtful |= query.indexOf(';') >= 0;
        for (String parameter : query.split("&")) {
            String candidate = KeyCarriers.parameterName(parameter);
            if (candidate.equals(name)) {
                String value = parameter.indexOf('=') < 0 ? "" : parameter.substring(parameter.indexOf('=') + 1);
                doubtful |= value.indexOf('+') >= 0;
                add(value);
            } else if (LooseName.couldBe(candidate, name) || candidate.indexOf(UNREADABLE) >= 0) {
                doubtful = true;
            }
        }
    }

    /**
     * Some servers cut a segment at its semicolon, a text at its NUL, and drop what is no UTF-8; some decode again what was
     * decoded, and find an escape, a query or a fragment in it.
     */
    private void add(String raw) {
        try {
            String value = URLDecoder.decode(raw, StandardCharsets.UTF_8);
            doubtful |= value.chars().anyMatch(c -> c < ' ' || CUTTING.indexOf(c) >= 0);
            named.add(value);
        } catch (IllegalArgumentException e) {
            doubtful = true;
            named.add(raw);
        }
    }

    /** A body in another form, coding or character set may say something else to the provider than it would to us. */
    private static boolean isPlainJson(ClientRequest request) {
        List<String> types = request.headers().all("Content-Type");
        boolean json = types.isEmpty() || (types.size() == 1 && isUtf8Json(types.get(0)));
        return json && !request.headers().contains("Content-Encoding");
    }

    private static boolean isUtf8Json(String contentType) {
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replace("\"", "").strip();
            boolean charset = parameter.startsWith("charset");
            if (charset && !parameter.matches("charset\\s*=\\s*utf-?8")) {
                return false;
            }
        }
        return parts[0].strip().equals("application/json");
    }

    /** {@return whether the route asks for a model at all} */
    public boolean isAsked() {
        return asked;
    }

    /** {@return whether the body may name it, and is to be read} */
    public boolean readsBody() {
        return !fields.isEmpty();
    }

    /**
     * Reads a piece of the body, in order, until a model is found.
     *
     * @param piece left as it is
     */
    public void read(ByteBuffer piece) {
        for (BodyField field : fields) {
            if (field.isFound() && field.value().isPresent()) {
                return;
            }
        }
        fields.forEach(field -> field.readUntilFound(piece));
    }

    /** {@return the model as far as it is known, for the record} */
    public Optional<String> model() {
        if (!named.isEmpty()) {
            return Optional.of(named.get(0));
        }
        for (BodyField field : fields) {
            if (field.value().isPresent()) {
                return field.value();
            }
        }
        return Optional.empty();
    }

    /**
     * {@return the one model that the request asks for, if that is beyond doubt}
     *
     * @param body the whole body; looked at anew
     */
    public Optional<String> model(List<ByteBuffer> body) {
        if (doubtful) {
            return Optional.empty();
        }
        List<String> all = new ArrayList<>(named);
        for (BodyField field : fields) {
            BodyField whole = field.anew();
            body.forEach(whole::read);
            if (whole.onlyValue().isEmpty() && !whole.isAbsent()) {
                return Optional.empty();
            }
            whole.onlyValue().ifPresent(all::add);
        }
        return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    }
}
