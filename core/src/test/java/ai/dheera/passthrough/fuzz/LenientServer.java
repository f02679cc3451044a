/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import ai.dheera.passthrough.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server behind a provider's routes, as careless of spelling as some are: it may decode a path once or twice, cut
 * parameters off its segments before or after that, put up with a slash too many, and match without regard to case.
 */
final class LenientServer {

    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]*}|\\*$");

    private final List<Template> templates;

    LenientServer(List<Route> routes) {
        templates = routes.stream()
                .map(Template::new)
                .sorted(Comparator.comparing(Template::rank).reversed())
                .toList();
    }

    /** A route to which a path leads, and all that its variables may be taken for. */
    record Reading(Route route, List<String> variables) {}

    /** What a request may be taken for: for each way to read its path the first route that fits. */
    Set<Reading> readings(String method, String path) {
        Set<Reading> readings = new LinkedHashSet<>();
        for (String spelling : spellings(path)) {
            add(method, spelling, true, readings);
            add(method, spelling, false, readings);
        }
        return readings;
    }

    private void add(String method, String path, boolean strictly, Set<Reading> readings) {
        for (Template template : templates) {
            Matcher matcher = (strictly ? template.strict() : template.loose()).matcher(path);
            boolean answers = template.route.method().equals("*")
                    || template.route.method().equals(method);
            if (answers && matcher.matches()) {
                readings.add(new Reading(template.route, groups(matcher)));
                return;
            }
        }
    }

    private static List<String> groups(Matcher matcher) {
        List<String> groups = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            groups.add(matcher.group(i));
        }
        return groups;
    }

    private static Set<String> spellings(String path) {
        String once = Loosely.decoded(path);
        String cut = Loosely.decoded(plain(path));
        Set<String> spellings = new LinkedHashSet<>(List.of(path, plain(path), once, plain(once), cut));
        spellings.add(plain(Loosely.decoded(once)));
        spellings.add(plain(Loosely.decoded(cut)));
        return spellings;
    }

    private static String plain(String path) {
        return path.replaceAll("[;\0][^/]*", "").replace('\\', '/').replaceAll("/+", "/");
    }

    private record Template(Route route, Pattern strict, Pattern loose, String rank) {

        Template(Route of) {
            this(
                    of,
                    Pattern.compile(pattern(of.path())),
                    Pattern.compile(pattern(of.path()) + "/?", Pattern.CASE_INSENSITIVE),
                    rankOf(of.path()));
        }

        private static String pattern(String template) {
            StringBuilder pattern = new StringBuilder();
            int from = 0;
            for (Matcher each = VARIABLE.matcher(template); each.find(); from = each.end()) {
                pattern.append(Pattern.quote(template.substring(from, each.start())));
                pattern.append(each.group().equals("*") ? "(.*)" : "([^/]+)");
            }
            return pattern.append(Pattern.quote(template.substring(from))).toString();
        }

        /** A literal segment goes before a variable one with a verb, that before a variable, that before any rest. */
        private static String rankOf(String template) {
            StringBuilder rank = new StringBuilder();
            for (String segment : template.split("/")) {
                boolean variable = segment.startsWith("{");
                rank.append(segment.equals("*") ? 'a' : !variable ? 'd' : segment.endsWith("}") ? 'b' : 'c');
            }
            return rank.toString();
        }
    }
}
