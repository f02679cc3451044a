/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import ai.dheera.passthrough.PassThrough;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets the gateway judge the paths of its providers, where an encoded slash may be part of a model's name, and refuses
 * everywhere else the ambiguous paths that Jetty refuses by itself.
 */
final class StrictElsewhere extends Handler.Wrapper {

    private final PassThrough gateway;

    StrictElsewhere(PassThrough gateway, Handler application) {
        super(application);
        this.gateway = gateway;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpURI uri = request.getHttpURI();
        if (!uri.hasViolations() || gateway.serves(uri.getPath())) {
            return super.handle(request, response, callback);
        }
        Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
        return true;
    }
}
