/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.dheera.passthrough.config.Configuration;
import ai.dheera.passthrough.config.InvalidConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

    private static final String PLACE = ": $.providers.p.credentials[0].azure: ";
    private static final String SECRET = "the-secret-of-the-tests";

    private static ApplicationCertificate certificate;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeCertificate(@TempDir Path shared) throws Exception {
        certificate = new ApplicationCertificate(shared);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'scope':'https://ai.azure.com/.default','authority':'https://login.microsoftonline.us/'}",
                "{'managedIdentity':'system'}",
                "{'managedIdentity':'66666666-7777-8888-9999-000000000000','scope':'https://ai.azure.com/.default'}",
                "{'tenantId':'contoso.onmicrosoft.com','clientId':'c','clientSecret':'s~.-_'}"
            })
    void readsWhatFitsTogetherWithoutAskingAnybody(String azure) throws Exception {
        assertThat(read(azure).providers().find("p").orElseThrow().credentials())
                .hasSize(1);
    }

    @Test
    void refusesAnOptionThatItDoesNotKnow() {
        assertThat(problem("{'secret':'" + SECRET + "'}"))
                .endsWith(".azure.secret: is not a known field; these are: authority, certificate, certificatePassword,"
                        + " clientId, clientSecret, managedIdentity, scope, tenantId");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {'clientSecret':'SECRET'}                                      | needs the "tenantId" and the "clientId" of the application that the "clientSecret" belongs to
                    {'tenantId':'t','certificate':'/x'}                            | needs the "tenantId" and the "clientId" of the application that the "certificate" belongs to
                    {'tenantId':'t','clientId':'c'}                                | needs a "clientSecret" or a "certificate" of the application. For a managed identity give "managedIdentity" alone; for the Azure SDK's default credential, nothing
                    {'clientId':'c'}                                               | needs a "clientSecret" or a "certificate"
                    {'tenantId':'t','clientId':'c','clientSecret':''}              | has an empty "clientSecret": leave it out, or fill it in
                    {'tenantId':'t','clientId':'c','clientSecret':'SECRET','certificate':'/x'} | needs either a "clientSecret" or a "certificate", not both
                    {'tenantId':'t','clientId':'c','clientSecret':'SECRET','certificatePassword':'SECRET'} | has a "certificatePassword" without the "certificate" of it
                    {'managedIdentity':'system','clientSecret':'SECRET'}           | has a "managedIdentity", to which the "clientSecret" is of no use: leave one of them out
                    {'managedIdentity':'system','authority':'https://x'}           | has a "managedIdentity", to which the "authority" is of no use
                    {'managedIdentity':'a b'}                                      | has the "managedIdentity" 'a b', which is none: "system", or the client id of a user-assigned one is
                    {'tenantId':'a/b','clientId':'c','clientSecret':'SECRET'}      | has the "tenantId" 'a/b', which is none: letters, digits, dots and hyphens are
                    {'tenantId':'t','clientId':'c d','clientSecret':'SECRET'}      | has the "clientId" 'c d', which is none: letters, digits and hyphens are
                    {'scope':'https://cognitiveservices.azure.com'}                | has the "scope" 'https://cognitiveservices.azure.com', which is none: one such as https://cognitiveservices.azure.com/.default is
                    {'authority':'http://login.microsoftonline.com'}               | has an "authority" that is none: an https URL without user, query and fragment is, such as https://login.microsoftonline.com
                    {'authority':'https://user:SECRET@x'}                          | has an "authority" that is none
                    {'authority':'https://'}                                       | has an "authority" that is none
                    """)
    void refusesWhatDoesNotFitTogether(String azure, String what) {
        assertThat(problem(azure.replace("SECRET", SECRET)))
                .contains(PLACE + what)
                .doesNotContain(SECRET);
    }

    @Test
    void readsCertificatesInEitherForm() throws Exception {
        assertThat(read(certified(certificate.pem(folder), "")).providers().find("p"))
                .isPresent();
        assertThat(read(certified(certificate.pfx(folder, ""), "")).providers().find("p"))
                .isPresent();
        assertThat(read(certified(certificate.pfx(folder, SECRET), SECRET))
                        .providers()
                        .find("p"))
                .isPresent();
    }

    @Test
    void refusesACertificateThatIsNotThere() {
        assertThat(problem(certified(Path.of("/nowhere/c.pem"), "")))
                .contains(PLACE + "has a \"certificate\" that cannot be read: '/nowhere/c.pem' (NoSuchFileException);"
                        + " it has to be a PEM or PFX file with its key");
    }

    @Test
    void refusesAPasswordThatOpensNothing() throws Exception {
        String cannotBeUsed = PLACE + "has a \"certificate\" that cannot be used: '" + folder;

        assertThat(problem(certified(certificate.pfx(folder, SECRET), "another")))
                .contains(cannotBeUsed)
                .contains("nor a PFX file with both that \"certificatePassword\" opens");
        assertThat(problem(certified(certificate.pfx(folder, SECRET), ""))).contains(cannotBeUsed);
        assertThat(problem(certified(certificate.pem(folder), SECRET)))
                .contains("has a \"certificatePassword\", which is for PFX files; '" + folder)
                .contains("' is a PEM file")
                .doesNotContain(SECRET);
    }

    @Test
    void refusesACertificateWithoutItsKeyAndAKeyWithoutItsCertificate() throws Exception {
        for (String content : new String[] {
            "",
            "nonsense",
            certificate.certificateBlock(),
            certificate.keyBlock(),
            certificate.certificateBlock() + certificate.keyBlock().replace("PRIVATE", "ENCRYPTED PRIVATE"),
            certificate.certificateBlock() + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
        }) {
            Path file = Files.writeString(folder.resolve("odd.pem"), content);

            assertThat(problem(certified(file, "")))
                    .contains(PLACE + "has a \"certificate\" that cannot be used: '" + folder)
                    .doesNotContain("MII");
        }
    }

    private static String certified(Path file, String password) {
        return "{'tenantId':'t','clientId':'c','certificate':'" + file + "'"
                + (password.isEmpty() ? "" : ",'certificatePassword':'" + password + "'") + "}";
    }

    private Configuration read(String azure) throws Exception {
        String json = "{'providers':{'p':{'upstream':'https://x','credentials':[{'azure':" + azure + "}]}}}";
        Path file = Files.writeString(folder.resolve("gateway.json"), json.replace('\'', '"'));
        return Configuration.read(file, Map.of());
    }

    private String problem(String azure) {
        InvalidConfiguration invalid = catchThrowableOfType(InvalidConfiguration.class, () -> read(azure));
        assertThat(invalid).isNotNull();
        assertThat(invalid.problems()).hasSize(1);
        return invalid.problems().get(0);
    }
}
