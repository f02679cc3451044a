/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationProblemsTest {

    @TempDir
    Path folder;

    private WrittenConfiguration written;

    @BeforeEach
    void name() {
        written = new WrittenConfiguration(folder);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {'trustedProxies':['10/8']}                                | $.trustedProxies[0] | '10' is not an IP address
                    {'trustedProxies':'10.0.0.0/8'}                            | $.trustedProxies | must be a list
                    {'other':1}                                                | $.other | is not a known field; these are: adminApi, keyStore, keys, limits, longestHeldBody, prices, providers, publicUrl, shutdownGrace, trustedProxies, usage
                    []                                                         | $ | must be an object
                    null                                                       | $ | must be an object
                    {'providers':[]}                                           | $.providers | must be an object
                    {'providers':null}                                         | $.providers | must be an object
                    {'keys':{}}                                                | $.keys | must be a list
                    {'keys':'x'}                                               | $.keys | must be a list
                    {'keyStore':'x'}                                           | $.keyStore | must be an object
                    {'keyStore':{}}                                            | $.keyStore | must name one store, of these: issuing, jdbc
                    {'keyStore':{'redis':{}}}                                  | $.keyStore.redis | is not a known field; these are: issuing, jdbc
                    {'keyStore':{'jdbc':{'url':'x'}}}                           | $.keyStore.jdbc | needs the artifact ai.dheera:dheera-passthrough-jdbc on the class path
                    {'keyStore':{'issuing':{'nome':'x'}}}                      | $.keyStore.issuing.nome | is not a known field; these are: name, password
                    {'adminApi':'yes'}                                         | $.adminApi | must be true or false
                    {'adminApi':true}                                          | $.adminApi | needs a "keyStore", in which keys can be issued
                    {'usage':'x'}                                              | $.usage | must be an object
                    {'usage':{'csv':'x'}}                                      | $.usage.csv | is not a known field; these are: jdbc, journal, journalBytes, jsonl, keep, ledger, queue, remembered, rotateAt, slf4j
                    {'usage':{'jdbc':{'url':'x'}}}                              | $.usage.jdbc | needs the artifact ai.dheera:dheera-passthrough-jdbc on the class path
                    {'usage':{'remembered':'x'}}                               | $.usage.remembered | must be an object
                    {'usage':{'remembered':{'nome':'x'}}}                      | $.usage.remembered.nome | is not a known field; these are: failing, name, password
                    {'usage':{'remembered':{'name':5}}}                        | $.usage.remembered.name | must be a string
                    {'usage':{'rotateAt':5}}                                   | $.usage.rotateAt | means nothing without "jsonl"
                    {'usage':{'jsonl':'x','keep':5}}                           | $.usage.keep | means nothing without "rotateAt"
                    {'usage':{'jsonl':'x','rotateAt':0}}                       | $.usage.rotateAt | must be a whole number from 1 to 9223372036854775807
                    {'usage':{'jsonl':'x','rotateAt':5,'keep':-1}}             | $.usage.keep | must be a whole number from 0 to 2147483647
                    {'usage':{'slf4j':'yes'}}                                  | $.usage.slf4j | must be true or false
                    {'usage':{'queue':0}}                                      | $.usage.queue | must be a whole number from 1 to 16777216
                    {'usage':{'journal':'FOLDER/gateway.json'}}                | $.usage.journal | is a file, not a directory
                    {'usage':{'journalBytes':5000000}}                         | $.usage.journalBytes | means nothing without "journal"
                    {'usage':{'journal':'j','journalBytes':5}}                 | $.usage.journalBytes | must be a whole number from 1048576 to 1125899906842624
                    {'usage':{'ledger':'FOLDER'}}                              | $.usage.ledger | is a directory, not a file
                    {'limits':'x'}                                             | $.limits | must be an object
                    {'limits':{'reddis':{}}}                                   | $.limits.reddis | is not a known field; these are: file, jdbc, patience, redis, test-limits
                    {'limits':{'redis':{'uri':'redis://x'}}}                   | $.limits.redis | needs the artifact ai.dheera:dheera-passthrough-redis on the class path
                    {'limits':{'jdbc':{'url':'x'}}}                             | $.limits.jdbc | needs the artifact ai.dheera:dheera-passthrough-jdbc on the class path
                    {'limits':{'test-limits':{'at':'x'}}}                      | $.limits.test-limits.at | is not a known field; these are: as
                    {'limits':{'file':'FOLDER'}}                               | $.limits.file | is a directory, not a file
                    {'limits':{'file':'x','test-limits':{'as':'y'}}}           | $.limits | names several stores; limits are kept in one
                    {'limits':{'patience':'2s'}}                               | $.limits.patience | '2s' is no length of time up to a year; PT30S, PT10M or PT1H is
                    {'usage':{'jsonl':5}}                                      | $.usage.jsonl | must be a string
                    {'usage':{'jsonl':'FOLDER'}}                               | $.usage.jsonl | is a directory, not a file
                    {'prices':'FOLDER/none.json'}                              | $.prices | the file FOLDER/none.json cannot be read
                    {'prices':'FOLDER'}                                        | $.prices | the file FOLDER cannot be read
                    {'prices':{}}                                              | $.prices | must be a string
                    {'shutdownGrace':'30s'}                                    | $.shutdownGrace | '30s' is no length of time up to a year; PT30S, PT10M or PT1H is
                    {'shutdownGrace':'PT-1S'}                                  | $.shutdownGrace | 'PT-1S' is no length of time up to a year; PT30S, PT10M or PT1H is
                    {'shutdownGrace':'P999999D'}                               | $.shutdownGrace | 'P999999D' is no length of time up to a year; PT30S, PT10M or PT1H is
                    {'shutdownGrace':30}                                       | $.shutdownGrace | must be a string
                    """)
    void refusesWhatIsWrongAtTheTop(String json, String place, String what) {
        written.assertOnlyProblem(json, place, what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{'keys':[}",
                "{'keys':[],}",
                "{} x",
                "{}{}",
                "{keys:[]}",
                "{/* comment */}",
                "{'keys':[]} // comment",
                "{'shutdownGrace':PT5S}",
                "{'keys':NaN}",
                "{'keys':True}",
                "{'keys':'a\nb'}"
            })
    void refusesWhatIsNotJson(String text) {
        InvalidConfiguration invalid = written.refused(text);
        assertThat(invalid.problems()).hasSize(1);
        assertThat(invalid.getMessage())
                .startsWith(written.file() + ": $: not JSON: ")
                .doesNotContain("http");
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        Files.write(written.file(), new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
        assertThat(written.refused().problems())
                .containsExactly(written.file() + ": $: the file cannot be read: MalformedInputException");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThat(written.refused().problems())
                .containsExactly(written.file() + ": $: the file cannot be read: NoSuchFileException");
    }

    @Test
    void refusesNestingThatNobodyWrites() {
        assertThat(written.refused("{'keys':" + "[".repeat(100_000) + "]".repeat(100_000) + "}")
                        .problems())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'keys':[],'keys':[]}", "{'keys':[],'k\\u0065ys':[]}"})
    void refusesAMemberThatIsThereTwice(String json) {
        written.assertOnlyProblem(json, "$.keys", "is there twice; leave one");
    }

    @Test
    void refusesANumberBeyondAllBounds() {
        assertThat(written.refused("{'providers':{'anthropic':{'maxConnections':1e99999999999}}}")
                        .problems())
                .contains(written.file()
                        + ": $.providers.anthropic.maxConnections: is a number beyond all bounds; write a smaller one");
    }

    @Test
    void tellsEverythingThatIsWrongAtOnceAndEachThingOnce() {
        InvalidConfiguration invalid = written.refused("""
                { "providers": {
                    "anthropic": { "credentials": [ { "apiKey": "${env:UNSET}" } ], "colour": "blue" },
                    "mine": { "upstream": "nowhere", "timeouts": { "idle": "soon" }, "credentials": [ {} ] },
                    "vllm": {} },
                  "keys": [ 5, { "id": "a", "secret": "x", "networks": ["x", "y"], "enabled": 1 } ],
                  "prices": 5, "shutdownGrace": "?", "extra": {} }
                """);
        assertThat(invalid.problems()).doesNotHaveDuplicates();
        assertThat(invalid.problems())
                .extracting(problem ->
                        problem.substring((written.file() + ": ").length()).split(": ")[0])
                .containsExactlyInAnyOrder(
                        "$.extra",
                        "$.providers.anthropic.colour",
                        "$.providers.anthropic.credentials[0].apiKey",
                        "$.providers.mine.upstream",
                        "$.providers.mine.credentials[0]",
                        "$.providers.vllm",
                        "$.keys[0]",
                        "$.keys[1].networks[0]",
                        "$.keys[1].networks[1]",
                        "$.keys[1].enabled",
                        "$.prices",
                        "$.shutdownGrace");
        assertThat(invalid).hasMessage(String.join(System.lineSeparator(), invalid.problems()));
    }

    @Test
    void tellsNoSecretWhereverItWasPut() throws IOException {
        String secret = "sk-very-secret-value";
        Files.writeString(folder.resolve("s"), secret + "\n");
        Files.writeString(folder.resolve("t"), secret + "\n\n");
        String reference = "${file:" + folder.resolve("s") + "}";
        String broken = "${file:" + folder.resolve("t") + "}";
        String json = """
                { "providers": {
                    "a": { "upstream": "REF" },
                    "b": { "upstream": "http://u:REF@x", "version": "REF", "credential": { "header": "REF:" } },
                    "c": { "like": "REF" },
                    "d": { "upstream": "http://x", "timeouts": { "idle": "REF" }, "credentials": [
                        { "apiKey": "BROKEN" }, { "username": "REF:", "password": "x" },
                        { "apiKey": "x", "header": "REF/" }, { "id": "REF", "apiKey": "x" }, { "id": "REF", "apiKey": "x" } ],
                      "headers": { "x": "BROKEN" }, "errors": { "types": { "x": "REF" } },
                      "routes": [ { "method": "REF", "path": "/" }, { "path": "REF" }, { "path": "/", "model": "REF" } ] } },
                  "keys": [
                    { "id": "REF", "secret": "BROKEN" }, { "id": "REF", "secret": "x" }, { "id": "k", "sha256": "REF",
                      "expiresAt": "REF", "networks": ["REF"],
                      "budgets": [ { "usd": "REF", "per": "REF", "zone": "REF", "scope": "REF" },
                                   { "usd": 1, "per": "day", "scope": "REF" } ] } ],
                  "usage": { "jsonl": "REF\\u0000" }, "prices": "REF", "shutdownGrace": "REF" }
                """.replace("REF", reference).replace("BROKEN", broken);
        InvalidConfiguration invalid = written.refused(json);
        assertThat(invalid.problems()).hasSizeGreaterThan(20);
        assertThat(invalid.problems()).noneMatch(problem -> problem.contains(secret));
    }
}
