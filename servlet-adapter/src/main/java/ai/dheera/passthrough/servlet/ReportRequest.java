/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.KeyCarriers;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.SpendReports.Dimension;
import ai.dheera.passthrough.SpendReports.Query;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a report is asked for.
 *
 * @param query what to add up
 * @param format how to write it
 */
record ReportRequest(Query query, Format format) {

    /** More rows than anybody reads; a report with more says that it was cut. */
    static final int MOST_ROWS = 10_000;

    private static final Set<String> PARAMETERS = Set.of("by", "from", "to", "format");

    /** How a report is written. */
    enum Format {
        JSON,
        CSV
    }

    /**
     * {@return what a request asks for}
     *
     * @param now tells the current month, which is what counts unless said otherwise
     * @throws Refusal with what is wrong
     */
    static ReportRequest of(HttpServletRequest request, Instant now) {
        Map<String, String[]> parameters = request.getParameterMap();
        checkNames(parameters);
        LocalDate month = LocalDate.ofInstant(now, ZoneOffset.UTC).withDayOfMonth(1);
        Instant from = instant("from", parameters).orElse(startOf(month));
        Instant to = instant("to", parameters).orElse(startOf(month.plusMonths(1)));
        return new ReportRequest(query(dimensions(parameters), from, to), format(parameters));
    }

    private static void checkNames(Map<String, String[]> parameters) {
        for (String name : parameters.keySet()) {
            if (!PARAMETERS.contains(name) && !KeyCarriers.isKeyParameter(name)) {
                throw wrong("'" + name + "' is not a parameter; these are: by, from, to, format");
            }
        }
    }

    private static Query query(List<Dimension> by, Instant from, Instant to) {
        try {
            return new Query(by, from, to, MOST_ROWS + 1);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private static List<Dimension> dimensions(Map<String, String[]> parameters) {
        List<Dimension> dimensions = new ArrayList<>();
        for (String list : parameters.getOrDefault("by", new String[0])) {
            for (String name : list.split(",", -1)) {
                dimensions.add(Dimension.of(name.strip()).orElseThrow(() -> noDimension(name)));
            }
        }
        return dimensions;
    }

    private static Refusal noDimension(String name) {
        String known = Arrays.stream(Dimension.values()).map(Dimension::label).collect(Collectors.joining(", "));
        return wrong("by: '" + name + "' is nothing that spend is told apart by; these are: " + known);
    }

    private static Format format(Map<String, String[]> parameters) {
        String name = single("format", parameters).orElse("json");
        return switch (name) {
            case "json" -> Format.JSON;
            case "csv" -> Format.CSV;
            default -> throw wrong("format: is json or csv, not '" + name + "'");
        };
    }

    private static Optional<Instant> instant(String name, Map<String, String[]> parameters) {
        return single(name, parameters).map(text -> {
            try {
                return text.indexOf('T') < 0
                        ? startOf(LocalDate.parse(text))
                        : OffsetDateTime.parse(text.replace(' ', '+')).toInstant(); // a plus means a space in queries
            } catch (DateTimeException e) {
                throw wrong(name + ": '" + text
                        + "' is neither a day nor an instant; 2026-11-22 and 2026-11-22T10:00:00Z are");
            }
        });
    }

    private static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Optional<String> single(String name, Map<String, String[]> parameters) {
        String[] values = parameters.getOrDefault(name, new String[0]);
        if (values.length > 1) {
            throw wrong(name + ": may be there once");
        }
        return values.length == 0 ? Optional.empty() : Optional.of(values[0]);
    }

    private static Refusal wrong(String what) {
        return Refusal.of(ErrorCode.BAD_REQUEST, what);
    }
}
