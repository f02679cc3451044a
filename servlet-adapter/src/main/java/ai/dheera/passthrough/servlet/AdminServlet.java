/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.SpendReports;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.keys.BudgetAdministration;
import ai.dheera.passthrough.keys.InvalidKey;
import ai.dheera.passthrough.keys.KeyAdministration;
import ai.dheera.passthrough.keys.KeyId;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin API: lets callers with an {@linkplain VirtualKey#admin() admin key} issue, list, change, rotate, switch and
 * delete keys, read budgets and reset them. Register it beside the filter, at {@code /_dheera/admin/*} for instance. Every
 * change is told to the audit log of the key store, with the id of the admin key.
 *
 * <table>
 * <caption>What it answers, below where it is mounted</caption>
 * <tr><td>{@code POST /keys}</td><td>issues a key, and tells its secret, once</td></tr>
 * <tr><td>{@code GET /keys}</td><td>lists keys; parameters {@code owner}, {@code team}, {@code after}, {@code most}</td></tr>
 * <tr><td>{@code GET /keys/ID}</td><td>tells what a key may do</td></tr>
 * <tr><td>{@code PATCH /keys/ID}</td><td>changes it, by a JSON merge patch</td></tr>
 * <tr><td>{@code DELETE /keys/ID}</td><td>deletes it</td></tr>
 * <tr><td>{@code POST /keys/ID/rotate}</td><td>gives it a new secret, and tells that, once</td></tr>
 * <tr><td>{@code POST /keys/ID/disable}, {@code …/enable}</td><td>switches it off and on</td></tr>
 * <tr><td>{@code GET /keys/ID/budgets}</td><td>tells how its budgets stand</td></tr>
 * <tr><td>{@code POST /keys/ID/budgets/reset}</td><td>forgets what was spent of one of them</td></tr>
 * <tr><td>{@code GET /spend}</td><td>tells what was spent, as {@link SpendReportServlet} does</td></tr>
 * </table>
 *
 * <p>The key is taken from wherever the filter takes it, but for parameters of the URL. Bodies are
 * {@code application/json}, up to 256 KiB. Calls hold a thread of the container each; up to four run at a time, and more
 * are refused with 429.
 */
public final class AdminServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger log = LoggerFactory.getLogger(AdminServlet.class);

    private static final int MOST_AT_A_TIME = 4;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final String JSON = "application/json";

    private transient @Nullable PassThrough gateway;
    private transient Supplier<Optional<KeyAdministration>> keys;
    private transient Supplier<Optional<? extends SpendReports>> reports;
    private final transient InstantSource clock;
    private final transient Semaphore running = new Semaphore(MOST_AT_A_TIME);

    /**
     * A servlet for the keys in the store that a configuration file names: that of the {@link PassThroughFilter} in the
     * same web application. Everything is answered with 404 while the file does not switch it on ({@code adminApi}).
     */
    public AdminServlet() {
        this.keys = Optional::empty;
        this.reports = Optional::empty;
        this.clock = InstantSource.system();
    }

    /**
     * A servlet.
     *
     * @param gateway knows admin keys and budgets
     * @param keys asked with each request; everything is answered with 404 while there is none
     * @param reports likewise, for {@code GET /spend}
     */
    public AdminServlet(
            PassThrough gateway,
            Supplier<Optional<KeyAdministration>> keys,
            Supplier<Optional<? extends SpendReports>> reports) {
        this.gateway = gateway;
        this.keys = keys;
        this.reports = reports;
        this.clock = InstantSource.system();
    }

    /**
     * Makes the servlet ready.
     *
     * @throws ServletException where there is no filter to take the configuration of
     */
    @Override
    public void init() throws ServletException {
        if (gateway == null) {
            PassThroughFilter filter = PassThroughFilter.of(this);
            gateway = filter.gateway().orElseThrow();
            keys = filter::keyAdministration;
            reports = filter::usageStore;
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            AdminAnswer answer = answer(request);
            OwnAnswers.write(answer.status(), JSON, answer.json(), response);
        } catch (NotAllowed other) {
            response.setHeader("Allow", other.methods);
            OwnAnswers.refuse(other.refusal(request.getMethod()), request, response);
        } catch (Refusal refusal) {
            OwnAnswers.refuse(refusal, request, response);
        }
    }

    /** Another method than those that can be used. */
    private static final class NotAllowed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String methods;

        NotAllowed(String methods) {
            super(methods, null, false, false);
            this.methods = methods;
        }

        Refusal refusal(String method) {
            return Refusal.of(ErrorCode.METHOD_NOT_ALLOWED, method + " is of no use here: " + methods + " is.");
        }
    }

    private AdminAnswer answer(HttpServletRequest request) throws IOException {
        if (gateway == null) {
            throw new IllegalStateException("the servlet was not initialised");
        }
        KeyAdministration administration = keys.get()
                .orElseThrow(() -> Refusal.of(
                        ErrorCode.UNKNOWN_ROUTE,
                        "There is no admin API: the configuration has no \"adminApi\": true."));
        VirtualKey caller = new AdminCallers(gateway).admin(request, "administer keys");
        AdminRequest asked = AdminRequest.of(request);
        String by = "key:" + caller.id();
        AdminKeys adminKeys = new AdminKeys(administration, by);
        AdminBudgets budgets = new AdminBudgets(new BudgetAdministration(administration, gateway.budgets(), clock), by);
        return inTurn(() ->
                asked.path().equals(List.of("spend")) ? spend(asked, request) : answer(asked, adminKeys, budgets));
    }

    /** As the report does, in JSON. */
    private AdminAnswer spend(AdminRequest asked, HttpServletRequest request) throws Exception {
        if (!asked.method().equals("GET")) {
            throw new NotAllowed("GET");
        }
        asked.allow("by", "from", "to");
        SpendReports store = reports.get()
                .orElseThrow(() -> Refusal.of(
                        ErrorCode.UNKNOWN_ROUTE,
                        "Spend is not known: the configuration names no store under \"usage\"."));
        ReportRequest report = ReportRequest.of(request, clock.instant());
        return AdminAnswer.of(SpendReport.of(report.query(), store.spend(report.query()), ReportRequest.MOST_ROWS)
                .json());
    }

    private interface Step {
        AdminAnswer take() throws Exception;
    }

    private AdminAnswer inTurn(Step step) {
        if (!running.tryAcquire()) {
            throw Refusal.until(
                    ErrorCode.TOO_MANY_PARALLEL,
                    "No more than " + MOST_AT_A_TIME + " calls are answered at a time.",
                    RETRY_AFTER);
        }
        try {
            return step.take();
        } catch (InvalidKey e) {
            throw AdminKeys.wrong(e);
        } catch (IllegalArgumentException e) {
            throw AdminRequest.wrong(String.valueOf(e.getMessage()).replace(System.lineSeparator(), "; "));
        } catch (Refusal | NotAllowed refusal) {
            throw refusal;
        } catch (Exception e) {
            log.error("A call of the admin API failed", e);
            throw Refusal.until(
                    ErrorCode.KEY_STORE_UNAVAILABLE,
                    "The key store did not answer. Look whether something was changed before you try again; the log"
                            + " tells more.",
                    RETRY_AFTER);
        } finally {
            running.release();
        }
    }

    private static AdminAnswer answer(AdminRequest asked, AdminKeys keys, AdminBudgets budgets) throws Exception {
        List<String> path = asked.path();
        if (!path.get(0).equals("keys") || path.size() > 4) {
            throw unknown();
        }
        if (path.size() > 1 && !KeyId.isAllowed(path.get(1))) {
            throw AdminKeys.unknown(path.get(1));
        }
        return switch (path.size()) {
            case 1 -> all(asked, keys);
            case 2 -> one(path.get(1), asked, keys);
            case 3 -> action(path.get(1), path.get(2), asked, keys, budgets);
            default -> ofBudgets(path.get(1), path.get(2) + "/" + path.get(3), asked, budgets);
        };
    }

    private static AdminAnswer all(AdminRequest asked, AdminKeys keys) throws Exception {
        return switch (asked.method()) {
            case "GET" -> keys.list(asked);
            case "POST" -> keys.issue(asked);
            default -> throw new NotAllowed("GET, POST");
        };
    }

    private static AdminAnswer one(String id, AdminRequest asked, AdminKeys keys) throws Exception {
        return switch (asked.method()) {
            case "GET" -> keys.find(id);
            case "PATCH" -> keys.change(id, asked);
            case "DELETE" -> keys.delete(id);
            default -> throw new NotAllowed("GET, PATCH, DELETE");
        };
    }

    private static AdminAnswer action(
            String id, String action, AdminRequest asked, AdminKeys keys, AdminBudgets budgets) throws Exception {
        boolean read = action.equals("budgets");
        check(asked, List.of("rotate", "enable", "disable", "budgets").contains(action), read ? "GET" : "POST");
        return switch (action) {
            case "rotate" -> keys.rotate(id, asked);
            case "budgets" -> budgets.list(id);
            default -> keys.enable(id, action.equals("enable"), asked);
        };
    }

    private static AdminAnswer ofBudgets(String id, String action, AdminRequest asked, AdminBudgets budgets)
            throws Exception {
        check(asked, action.equals("budgets/reset"), "POST");
        return budgets.reset(id, asked);
    }

    private static void check(AdminRequest asked, boolean known, String method) {
        if (!known) {
            throw unknown();
        }
        if (!asked.method().equals(method)) {
            throw new NotAllowed(method);
        }
    }

    private static Refusal unknown() {
        return Refusal.of(ErrorCode.UNKNOWN_ROUTE, "The admin API has nothing there.");
    }
}
