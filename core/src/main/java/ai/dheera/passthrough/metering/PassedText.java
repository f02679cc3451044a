/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import ai.dheera.passthrough.UsagePath;
import java.util.List;

/**
 * The beginning of what was sent and of what was answered, for an estimate.
 *
 * @param request of the request's body
 * @param answer of the answer's, unpacked
 * @param paths where in documents of the answer the produced text stands
 */
public record PassedText(Sample request, Sample answer, List<UsagePath> paths) {

    /**
     * The beginning of a body.
     *
     * @param bytes what was kept; not copied, and not to be changed
     * @param length how many of these bytes count
     * @param total how many bytes there were
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and too long to copy
    public record Sample(byte[] bytes, int length, long total) {}
}
