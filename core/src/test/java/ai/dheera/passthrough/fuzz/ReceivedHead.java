/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Credential.Placement;
import ai.dheera.passthrough.fixtures.HttpHead;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The head of a request, as the upstream got it, byte for byte. */
final class ReceivedHead {

    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]++";

    private static final Pattern WELL_FORMED =
            Pattern.compile(TOKEN + " /[!-~]*+ HTTP/1\\.1\r\n(?:" + TOKEN + ": ?[\t -~\u0080-\u00ff]*+\r\n)++\r\n");

    private final HttpHead head;

    ReceivedHead(ReceivedRequest request) {
        head = request.head();
    }

    String path() {
        int mark = head.target().indexOf('?');
        return mark < 0 ? head.target() : head.target().substring(0, mark);
    }

    /** The query behind its mark, or null where there is none. */
    @Nullable
    String query() {
        int mark = head.target().indexOf('?');
        return mark < 0 ? null : head.target().substring(mark + 1);
    }

    /** Its lines behind the first one. */
    List<String> fields() {
        return head.raw().lines().skip(1).filter(line -> !line.isEmpty()).toList();
    }

    void assertWellFormed() {
        assertThat(WELL_FORMED.matcher(head.raw()).matches())
                .as("well-formed: %s", head.raw())
                .isTrue();
    }

    void assertOneHost(String authority) {
        assertThat(head.all("Host")).containsExactly(authority);
    }

    void assertOneFraming(BodySize size) {
        String length = Long.toString(size.bytes());
        assertThat(head.all("Content-Length")).isEqualTo(size.told() ? List.of(length) : List.of());
        assertThat(head.all("Transfer-Encoding"))
                .isEqualTo(size.present() && !size.told() ? List.of("chunked") : List.of());
    }

    void assertKnowsNothingOf(String virtualKey) {
        String base64 = Base64.getEncoder().encodeToString(virtualKey.getBytes(StandardCharsets.UTF_8));
        String twice = Loosely.decoded(Loosely.decoded(head.raw()));
        assertThat(head.raw()).doesNotContain(virtualKey).doesNotContain(base64.substring(0, base64.length() - 4));
        assertThat(twice).doesNotContain(virtualKey);
    }

    /** That a credential stands once in its place, and nowhere else. */
    void assertCredential(Placement placement, String secret) {
        assertThat(head.raw().split(Pattern.quote(secret), -1))
                .as("the credential once in %s", head.raw())
                .hasSize(2);
        if (placement.part() == Placement.Part.HEADER) {
            assertThat(head.all(placement.name())).containsExactly(placement.prefix() + secret);
        } else {
            assertThat(parameters(placement.name())).containsExactly(placement.name() + "=" + secret);
        }
    }

    private List<String> parameters(String name) {
        return Arrays.stream(String.valueOf(query()).split("&"))
                .filter(parameter -> parameter.startsWith(name + "="))
                .toList();
    }
}
