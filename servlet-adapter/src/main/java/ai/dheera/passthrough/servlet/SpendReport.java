/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.SpendReports.Dimension;
import ai.dheera.passthrough.SpendReports.Query;
import ai.dheera.passthrough.SpendReports.Spend;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A report, to be written as JSON or CSV.
 *
 * @param query what was asked for
 * @param rows what came of it
 * @param truncated whether there are more rows
 */
record SpendReport(Query query, List<Spend> rows, boolean truncated) {

    private static final List<String> SUMS = List.of("exchanges", "unpriced", "inputTokens", "outputTokens", "costUsd");

    private static final Pattern TO_BE_QUOTED = Pattern.compile("[\",\r\n]");

    /** What a spreadsheet takes for the beginning of a formula. */
    private static final Pattern FORMULA = Pattern.compile("[=+\\-@\t\r].*", Pattern.DOTALL);

    /** {@return the first rows of a report} */
    static SpendReport of(Query query, List<Spend> rows, int most) {
        return new SpendReport(query, rows.subList(0, Math.min(rows.size(), most)), rows.size() > most);
    }

    String json() {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setSerializeNulls(true);
            json.setHtmlSafe(false);
            write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter throws none
        }
        return text.append('\n').toString();
    }

    private void write(JsonWriter json) throws IOException {
        json.beginObject();
        json.name("from").value(query.from().toString());
        json.name("to").value(query.to().toString());
        json.name("by").beginArray();
        for (Dimension dimension : query.by()) {
            json.value(dimension.label());
        }
        json.endArray();
        json.name("rows").beginArray();
        for (Spend row : rows) {
            write(row, json);
        }
        json.endArray();
        json.name("truncated").value(truncated);
        json.endObject();
    }

    private void write(Spend row, JsonWriter json) throws IOException {
        json.beginObject();
        for (Dimension dimension : query.by()) {
            json.name(dimension.label()).value(row.of().get(dimension));
        }
        json.name("exchanges").value(row.exchanges());
        json.name("unpriced").value(row.unpriced());
        json.name("inputTokens").jsonValue(plain(row.inputTokens()));
        json.name("outputTokens").jsonValue(plain(row.outputTokens()));
        json.name("costUsd").value(plain(row.costUsd()));
        json.endObject();
    }

    /** As RFC 4180 has it, with a line of names first. */
    String csv() {
        StringBuilder text = new StringBuilder();
        List<String> names =
                new ArrayList<>(query.by().stream().map(Dimension::label).toList());
        names.addAll(SUMS);
        line(names, text);
        rows.forEach(row -> line(cells(row), text));
        return text.toString();
    }

    private List<String> cells(Spend row) {
        List<String> cells = new ArrayList<>();
        for (Dimension dimension : query.by()) {
            cells.add(cell(row.of().getOrDefault(dimension, "")));
        }
        cells.add(Long.toString(row.exchanges()));
        cells.add(Long.toString(row.unpriced()));
        cells.add(plain(row.inputTokens()));
        cells.add(plain(row.outputTokens()));
        cells.add(plain(row.costUsd()));
        return cells;
    }

    /** A name that clients choose, such as a model's, must not run in the spreadsheet of who reads the report. */
    private static String cell(String text) {
        String harmless = FORMULA.matcher(text).matches() ? "'" + text : text;
        return TO_BE_QUOTED.matcher(harmless).find() ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }

    private static void line(List<String> cells, StringBuilder text) {
        text.append(cells.stream().collect(Collectors.joining(","))).append("\r\n");
    }

    private static String plain(BigDecimal number) {
        return number.toPlainString();
    }
}
