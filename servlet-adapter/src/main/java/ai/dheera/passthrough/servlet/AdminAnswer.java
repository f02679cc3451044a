/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

/**
 * What an operator is answered.
 *
 * @param status the HTTP status
 * @param json the body, empty for none
 */
record AdminAnswer(int status, String json) {

    static AdminAnswer of(String json) {
        return new AdminAnswer(200, json);
    }
}
