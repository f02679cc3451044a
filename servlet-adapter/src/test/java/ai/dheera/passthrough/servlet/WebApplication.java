/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * What a container is to run: filters in their order, and an ordinary servlet of the host application at
 * {@code /hello}.
 *
 * @param contextPath empty, or beginning with a slash
 * @param filters in their order
 * @param threads how many threads the container has for requests
 */
record WebApplication(String contextPath, List<MappedFilter> filters, Map<String, Servlet> servlets, int threads) {

    static final int USUAL_THREADS = 16;

    WebApplication(String contextPath, List<MappedFilter> filters, int threads) {
        this(contextPath, filters, Map.of(), threads);
    }

    /** One filter at {@code /*} of the root context. */
    static WebApplication of(Filter filter) {
        return new WebApplication("", List.of(MappedFilter.at("/*", filter)), USUAL_THREADS);
    }

    WebApplication at(String path) {
        return new WebApplication(path, filters, servlets, threads);
    }

    WebApplication withThreads(int count) {
        return new WebApplication(contextPath, filters, servlets, count);
    }

    /** With a servlet of the application's own, besides {@link Hello}. */
    WebApplication with(String pattern, Servlet servlet) {
        return new WebApplication(contextPath, filters, Map.of(pattern, servlet), threads);
    }

    WebApplication behind(MappedFilter ahead) {
        List<MappedFilter> all = new ArrayList<>(List.of(ahead));
        all.addAll(filters);
        return new WebApplication(contextPath, all, servlets, threads);
    }

    /** A filter, where it stands, and how it is registered. */
    record MappedFilter(
            String pattern,
            Filter filter,
            boolean asyncSupported,
            EnumSet<DispatcherType> dispatcherTypes,
            Map<String, String> parameters) {

        static MappedFilter at(String pattern, Filter filter) {
            return new MappedFilter(
                    pattern, filter, true, EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), Map.of());
        }

        MappedFilter withoutAsync() {
            return new MappedFilter(pattern, filter, false, dispatcherTypes, parameters);
        }

        MappedFilter with(Map<String, String> initParameters) {
            return new MappedFilter(pattern, filter, asyncSupported, dispatcherTypes, initParameters);
        }
    }

    /** The host application's own servlet. */
    static final class Hello extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            response.getWriter().print("hello");
        }
    }
}
