/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.PresentedKey;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyProblemsTest {

    @TempDir
    Path folder;

    private WrittenConfiguration written;

    @BeforeEach
    void name() {
        written = new WrittenConfiguration(folder);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    'x'                                            | [0] | must be an object
                    {'secret':'x'}                                 | [0] | needs an "id"
                    {'id':'a'}                                     | [0] | needs either a "secret" or its "sha256"
                    {'id':'a','secret':'x','sha256':'y'}           | [0] | needs either a "secret" or its "sha256"
                    {'id':'','secret':'x'}                         | [0].id | a virtual key needs an id
                    {'id':5,'secret':'x'}                          | [0].id | must be a string
                    {'id':'a','secret':''}                         | [0].secret | is empty
                    {'id':'a','secret':5}                          | [0].secret | must be a string
                    {'id':'a','secret':' hush'}                    | [0].secret | has white space at an end, or a control character: no client can send that
                    {'id':'a','secret':'hush\\nhush'}               | [0].secret | has white space at an end, or a control character: no client can send that
                    {'id':'a','sha256':'hush'}                     | [0].sha256 | must be 64 hex digits
                    {'id':'a','secret':'x','signingSecret':'s'}    | [0].signingSecret | needs the artifact ai.dheera:dheera-passthrough-aws on the class path
                    {'id':'a','secret':'x','name':'y'}             | [0].name | is not a known field; these are: admin, budgets, enabled, expiresAt, id, localAllowanceUsd, models, networks, owner, parallelRequests, providers, rateLimits, requestsPerMinute, routes, secret, sha256, signingSecret, tags, team, tokensPerMinute, unpriced
                    {'id':'a','secret':'x','owner':null}           | [0].owner | must be a string
                    {'id':'a','secret':'x','team':['t']}           | [0].team | must be a string
                    {'id':'a','secret':'x','tags':['t']}           | [0].tags | must be an object
                    {'id':'a','secret':'x','tags':{'t':1}}         | [0].tags.t | must be a string
                    {'id':'a','secret':'x','enabled':'false'}      | [0].enabled | must be true or false
                    {'id':'a','secret':'x','admin':'yes'}          | [0].admin | must be true or false
                    {'id':'a','secret':'x','expiresAt':'2027-13-01'} | [0].expiresAt | '2027-13-01' is no instant; 2027-01-01T00:00:00Z is
                    {'id':'a','secret':'x','expiresAt':1798761600} | [0].expiresAt | must be a string
                    {'id':'a','secret':'x','providers':'openai'}   | [0].providers | must be a list
                    {'id':'a','secret':'x','models':[5]}           | [0].models[0] | must be a string
                    {'id':'a','secret':'x','networks':['10/8']}    | [0].networks[0] | '10' is not an IP address
                    {'id':'a','secret':'x','networks':['10.0.0.0/33']} | [0].networks[0] | '10.0.0.0/33' needs a number from 0 to 32 behind its slash
                    {'id':'a','secret':'x','networks':['localhost']} | [0].networks[0] | 'localhost' is not an IP address
                    {'id':'a','secret':'x','requestsPerMinute':0}  | [0].requestsPerMinute | must be a whole number from 1 to 2147483647
                    {'id':'a','secret':'x','requestsPerMinute':-1} | [0].requestsPerMinute | must be a whole number from 1 to 2147483647
                    {'id':'a','secret':'x','tokensPerMinute':1.5}  | [0].tokensPerMinute | must be a whole number from 1 to 10000000000
                    {'id':'a','secret':'x','parallelRequests':3000000000} | [0].parallelRequests | must be a whole number from 1 to 2147483647
                    {'id':'a','secret':'x','budgets':{}}           | [0].budgets | must be a list
                    {'id':'a','secret':'x','budgets':['x']}        | [0].budgets[0] | must be an object
                    {'id':'a','secret':'x','budgets':[{'usd':1}]}  | [0].budgets[0] | needs "usd" and "per"
                    {'id':'a','secret':'x','budgets':[{'usd':'ten','per':'day'}]} | [0].budgets[0].usd | must be a decimal number of at most 30 digits
                    {'id':'a','secret':'x','budgets':[{'usd':0,'per':'day'}]} | [0].budgets[0] | a budget is more than 0 USD, not 0
                    {'id':'a','secret':'x','budgets':[{'usd':1,'per':'daily'}]} | [0].budgets[0].per | 'daily' is no window: minute, hour, day, week, month, total or an ISO 8601 duration is
                    {'id':'a','secret':'x','budgets':[{'usd':1,'per':'day','zone':'Mars'}]} | [0].budgets[0].zone | Unknown time-zone ID: Mars
                    {'id':'a','secret':'x','budgets':[{'usd':1,'per':'day','scope':'all'}]} | [0].budgets[0].scope | 'all' is no scope: key, owner, team or tag:NAME is
                    {'id':'a','secret':'x','budgets':[{'usd':1,'per':'day','of':'a'}]} | [0].budgets[0].of | is not a known field; these are: models, per, providers, scope, usd, zone
                    {'id':'a','secret':'x'},{'id':'a','secret':'y'} | [1] | the id 'a' is taken by another key
                    {'id':'a','secret':'x'},{'id':'b','secret':'x'} | [1] | another key has the same secret
                    """)
    void refusesWhatIsWrongWithAKey(String json, String place, String what) {
        InvalidConfiguration invalid = written.assertOnlyProblem("{'keys':[" + json + "]}", "$.keys" + place, what);
        assertThat(invalid.getMessage()).doesNotContain("hush");
    }

    @Test
    void refusesASecretAndItsHashForTwoKeys() {
        written.assertOnlyProblem(
                "{'keys':[{'id':'a','secret':'x'},{'id':'b','sha256':'" + PresentedKey.sha256("x") + "'}]}",
                "$.keys[1]",
                "another key has the same secret");
    }
}
