/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.SpendReports;
import ai.dheera.passthrough.SpendReports.Spend;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.servlet.ReportRequest.Format;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what was spent, to callers with an {@linkplain VirtualKey#admin() admin key}. Register it beside the filter, at
 * {@code /_dheera/usage} for instance:
 *
 * <pre>{@code GET /_dheera/usage?by=team,model&from=2026-11-01&to=2026-12-01&format=csv}</pre>
 *
 * <ul>
 *   <li>{@code by}: any of {@code key}, {@code owner}, {@code team}, {@code provider}, {@code model}, {@code day}; one
 *       total without it
 *   <li>{@code from}, {@code to}: days (UTC) or instants (RFC 3339); the first that counts, and the first that counts no
 *       more; the current month unless said otherwise
 *   <li>{@code format}: {@code json}, as it is unless said otherwise, or {@code csv}
 * </ul>
 *
 * <p>The key is taken from wherever the filter takes it. Reports hold a thread of the container each; up to four run at a
 * time, and more are refused with 429. Up to 10,000 rows, dearest first.
 */
public final class SpendReportServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger log = LoggerFactory.getLogger(SpendReportServlet.class);

    private static final int MOST_AT_A_TIME = 4;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private transient @Nullable PassThrough gateway;
    private transient SpendReports reports = query -> List.of();
    private final transient InstantSource clock;
    private final transient Semaphore running = new Semaphore(MOST_AT_A_TIME);

    /**
     * A servlet that tells what is in the store that a configuration file names: that of the {@link PassThroughFilter} in
     * the same web application. There is nothing to be told, which is answered with 404, while the file names none.
     */
    public SpendReportServlet() {
        this.clock = InstantSource.system();
    }

    /**
     * A servlet.
     *
     * @param gateway knows the keys
     * @param reports adds up; a {@link ai.dheera.passthrough.usage.UsageStore} for instance
     */
    public SpendReportServlet(PassThrough gateway, SpendReports reports) {
        this(gateway, reports, InstantSource.system());
    }

    SpendReportServlet(PassThrough gateway, SpendReports reports, InstantSource clock) {
        this.gateway = gateway;
        this.reports = reports;
        this.clock = clock;
    }

    /**
     * Makes the servlet ready.
     *
     * @throws ServletException where there is no filter to take the configuration of
     */
    @Override
    public void init() throws ServletException {
        if (gateway != null) {
            return;
        }
        PassThroughFilter filter = PassThroughFilter.of(this);
        gateway = filter.gateway().orElseThrow();
        reports = query -> filter.usageStore()
                .orElseThrow(() -> Refusal.of(
                        ErrorCode.UNKNOWN_ROUTE,
                        "There is no report: the configuration names no store under \"usage\"."))
                .spend(query);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            if (gateway == null) {
                throw new IllegalStateException("the servlet was not initialised");
            }
            VirtualKey unused = new AdminCallers(gateway).admin(request, "see what was spent");
            ReportRequest asked = ReportRequest.of(request, clock.instant());
            SpendReport report = SpendReport.of(asked.query(), spend(asked), ReportRequest.MOST_ROWS);
            write(report, asked.format(), response);
        } catch (Refusal refusal) {
            OwnAnswers.refuse(refusal, request, response);
        }
    }

    private List<Spend> spend(ReportRequest asked) {
        if (!running.tryAcquire()) {
            throw Refusal.until(
                    ErrorCode.TOO_MANY_PARALLEL,
                    "No more than " + MOST_AT_A_TIME + " reports are made at a time.",
                    RETRY_AFTER);
        }
        try {
            return reports.spend(asked.query());
        } catch (Refusal refusal) {
            throw refusal;
        } catch (Exception e) {
            log.error("A report of spend could not be made", e);
            throw Refusal.of(
                    ErrorCode.INTERNAL, "The report could not be made. A shorter time may help; the log tells more.");
        } finally {
            running.release();
        }
    }

    private static void write(SpendReport report, Format format, HttpServletResponse response) throws IOException {
        if (report.truncated()) {
            response.setHeader("x-dheera-truncated", "true");
        }
        if (format == Format.CSV) {
            response.setHeader("Content-Disposition", "attachment; filename=\"usage.csv\"");
            OwnAnswers.write(200, "text/csv;charset=utf-8;header=present", report.csv(), response);
        } else {
            OwnAnswers.write(200, "application/json", report.json(), response);
        }
    }
}
