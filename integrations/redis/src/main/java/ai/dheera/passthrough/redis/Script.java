/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Redis does in one piece. It is called by its digest, and sent whole only where Redis does not know it yet.
 * Immutable.
 */
final class Script {

    private final String source;
    private final String digest;

    private Script(String source) {
        this.source = source;
        this.digest = sha1(source);
    }

    /** {@return the script of several files, each of which builds on those before it} */
    static Script of(String... files) {
        return new Script(read(files));
    }

    /** {@return what is in several files} */
    static String read(String... files) {
        return Stream.of(files).map(Script::readOne).collect(Collectors.joining("\n"));
    }

    private static String readOne(String file) {
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-1", e);
        }
    }

    /**
     * {@return what it tells, in words: of one text nothing is left over when its connection breaks in the middle, as
     * would be of a list}
     */
    CompletionStage<String> run(
            RedisScriptingAsyncCommands<String, String> redis, List<String> keys, List<String> args) {
        String[] keyArray = keys.toArray(String[]::new);
        String[] argArray = args.toArray(String[]::new);
        CompletionStage<String> answer = redis.evalsha(digest, ScriptOutputType.VALUE, keyArray, argArray);
        return answer.exceptionallyCompose(failure -> Link.cause(failure) instanceof RedisNoScriptException
                ? redis.eval(source, ScriptOutputType.VALUE, keyArray, argArray)
                : CompletableFuture.failedStage(failure));
    }
}
