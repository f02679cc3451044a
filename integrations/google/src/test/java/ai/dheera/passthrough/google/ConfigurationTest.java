/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.dheera.passthrough.config.Configuration;
import ai.dheera.passthrough.config.InvalidConfiguration;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

    private static final String PLACE = ": $.providers.p.credentials[0].google: ";

    @TempDir
    Path folder;

    private TokenEndpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        endpoint = new TokenEndpoint();
    }

    @AfterEach
    void stop() throws Exception {
        endpoint.close();
    }

    @Test
    void readsAServiceAccountWithoutAskingAnybody() throws Exception {
        Configuration read = read("{ 'serviceAccount': '" + endpoint.accountIn(folder)
                + "', 'scope': 'https://www.googleapis.com/auth/cloud-platform', 'quotaProject': 'project-1' }");

        assertThat(read.providers().find("p").orElseThrow().credentials()).hasSize(1);
        assertThat(endpoint.server.requestCount()).isZero();
    }

    @Test
    void refusesAnOptionThatItDoesNotKnow() {
        assertThat(problem("{ 'scopes': 'x' }"))
                .endsWith(".google.scopes: is not a known field; these are: quotaProject, scope, serviceAccount");
    }

    @Test
    void refusesAnOptionThatIsNoText() {
        assertThat(problem("{ 'serviceAccount': { 'type': 'service_account' } }"))
                .endsWith(".google.serviceAccount: must be a string");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {'serviceAccount':'/nowhere/account.json'}            | has a "serviceAccount" that cannot be read: '/nowhere/account.json' (NoSuchFileException); it has to be the JSON key file of a service account, as the console's "Create new key" makes it
                    {'serviceAccount':''}                                 | has a "serviceAccount" that cannot be read: '' (
                    {'serviceAccount':'ACCOUNT','scope':' '}              | has an empty "scope": leave it out for https://www.googleapis.com/auth/cloud-platform, or name some, with spaces between them
                    {'serviceAccount':'ACCOUNT','quotaProject':'a\\nb'}   | which is no id of a project: letters, digits, dots, colons, underscores and hyphens are
                    {'serviceAccount':'ACCOUNT','quotaProject':''}        | has the "quotaProject" '', which is no id of a project
                    """)
    void refusesWhatCannotBe(String google, String what) throws Exception {
        assertThat(problem(google.replace("ACCOUNT", endpoint.accountIn(folder).toString())))
                .contains(PLACE)
                .contains(what);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    type            | authorized_user | 'type' value 'authorized_user' not recognized
                    type            | -               | type
                    client_email    | -               | 'client_email'
                    private_key     | -               | 'private_key'
                    private_key     | c2VjcmV0        | PKCS#8
                    token_uri       | :no url         | 'token_uri' could not be parsed
                    """)
    void refusesAFileThatIsNoServiceAccount(String member, String value, String what) throws Exception {
        JsonObject account = endpoint.account();
        account.remove(member);
        if (!value.equals("-")) {
            account.addProperty(member, value);
        }

        String problem = problem("{ 'serviceAccount': '" + written(account.toString()) + "' }");

        assertThat(problem)
                .contains(PLACE + "has a \"serviceAccount\" that cannot be used: '" + folder)
                .contains(what)
                .contains("; it has to be the JSON key file of a service account")
                .doesNotContain("MII");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``
                    -----BEGIN PRIVATE KEY-----MIIsecret
                    {"type":"service_account","private_key":5}
                    {"type":5}
                    []
                    """)
    void refusesAFileThatIsSomethingElse(String content) throws Exception {
        assertThat(problem("{ 'serviceAccount': '" + written(content) + "' }"))
                .contains(PLACE + "has a \"serviceAccount\" that cannot be used: '" + folder)
                .doesNotContain("MIIsecret");
    }

    private Path written(String content) throws Exception {
        return Files.writeString(folder.resolve("odd.json"), content);
    }

    private Configuration read(String google) throws Exception {
        return Configuration.read(file(google), Map.of());
    }

    private String problem(String google) {
        InvalidConfiguration invalid = catchThrowableOfType(InvalidConfiguration.class, () -> read(google));
        assertThat(invalid).isNotNull();
        assertThat(invalid.problems()).hasSize(1);
        return invalid.problems().get(0);
    }

    private Path file(String google) throws Exception {
        String json = "{'providers':{'p':{'upstream':'https://x','credentials':[{'google':" + google + "}]}}}";
        return Files.writeString(folder.resolve("gateway.json"), json.replace('\'', '"'));
    }
}
