/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.answers;

import ai.dheera.passthrough.spi.Headers;
import java.nio.ByteBuffer;

/**
 * An answer of the gateway's own.
 *
 * @param status the HTTP status
 * @param headers all header fields
 * @param body the whole body
 */
public record Answer(int status, Headers headers, ByteBuffer body) {}
