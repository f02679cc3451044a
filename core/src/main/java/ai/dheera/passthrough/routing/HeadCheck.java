/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.routing;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.Headers;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The check of what is sent on of a request's head besides its path: nothing in it may end a line, or pass for something
 * else. Servers refuse such requests themselves; but not all do, and what one lets through must not split a request.
 */
final class HeadCheck {

    /** A provider that follows them would do something else than what was checked; Google's servers do. */
    private static final Set<String> OVERRIDES = Set.of("x-http-method-override", "x-http-method", "x-method-override");

    private HeadCheck() {}

    static void check(ClientRequest request) {
        if (!Headers.isName(request.method())) {
            throw refusal("The method is none");
        }
        if (request.method().equalsIgnoreCase("CONNECT")) {
            throw refusal("CONNECT would open a tunnel"); // what comes behind it is no part of any exchange
        }
        checkQuery(request.query());
        checkFields(request);
    }

    /** What cannot stand in a request line could end it, or would be sent as something else. */
    private static void checkQuery(@Nullable String query) {
        if (query != null && query.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || c == '#')) {
            throw refusal("The query has a character that does not belong there");
        }
    }

    /** {@code Transfer-Encoding :} is one field to one reader, and another one to the next. */
    private static void checkFields(ClientRequest request) {
        Headers headers = request.headers();
        for (int i = 0; i < headers.size(); i++) {
            if (!Headers.isName(headers.name(i))) {
                throw refusal("A header field has a name that is none");
            }
            if (OVERRIDES.contains(headers.name(i).toLowerCase(Locale.ROOT))
                    && !headers.value(i).strip().equalsIgnoreCase(request.method())) {
                throw refusal("The header field '" + headers.name(i)
                        + "' asks for another method than the request's; send the request with that method");
            }
            if (!mayBeSent(headers.value(i))) {
                throw refusal("The header field '" + headers.name(i) + "' has a character that does not belong there");
            }
        }
    }

    /** Each character stands for a byte. */
    private static boolean mayBeSent(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }

    private static Refusal refusal(String what) {
        return Refusal.of(ErrorCode.BAD_REQUEST, what + "; nothing was sent to the provider.");
    }
}
