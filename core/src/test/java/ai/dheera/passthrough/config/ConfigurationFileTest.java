/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.LogCapture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class ConfigurationFileTest {

    /** What is promised. */
    private static final Duration IN_FORCE = Duration.ofSeconds(2);

    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final LogCapture log = LogCapture.of(ConfigurationFile.class).at(Level.INFO);
    private WrittenConfiguration written;
    private ConfigurationFile watched;

    @BeforeEach
    void open() throws Exception {
        written = new WrittenConfiguration(folder);
        Files.writeString(folder.resolve("secret"), "sk-one\n");
        written.write(withKey("a", "${file:FOLDER/secret}"));
        watched = ConfigurationFile.open(written.file(), Map.of(), OFTEN);
    }

    @AfterEach
    void close() {
        watched.close();
        log.close();
    }

    private static String withKey(String id, String secret) {
        return "{'keys':[{'id':'" + id + "','secret':'" + secret + "'}]}";
    }

    @Test
    void isInForceAtOnce() throws Exception {
        assertThat(keyId("sk-one")).contains("a");
        assertThat(watched.keys().blocking()).isFalse();
    }

    @Test
    void putsAChangeInForceWithinTwoSeconds() throws Exception {
        written.write(withKey("a", "sk-one"));
        try (ConfigurationFile usual = ConfigurationFile.open(written.file())) {
            written.write(withKey("b", "sk-two"));
            inForce().until(() -> usual.keys().find(PresentedKey.of("sk-two")).isPresent());
            assertThat(usual.keys().find(PresentedKey.of("sk-one"))).isEmpty();
            log.await(Level.INFO, "is in force", SOON);
        }
    }

    @Test
    void isNotOpenedWhereItIsInvalid() {
        written.write("{'keys':5}");
        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(() -> ConfigurationFile.open(written.file()))
                .withMessage(written.problem("$.keys", "must be a list"));
    }

    @Test
    void putsChangedProvidersInForceAndLeavesThoseThatAreHeldAsTheyWere() {
        written.write("{'providers':{'openai':{'credentials':[{'id':'x','apiKey':'one'}]}}}");
        inForce().until(() -> watched.providers().find("openai").isPresent());
        Provider held = watched.providers().find("openai").orElseThrow();
        written.write("{'providers':{'openai':{'credentials':[{'id':'y','apiKey':'two'}]}}}");
        inForce()
                .until(() -> watched.providers().find("openai").orElseThrow().credentials().stream()
                        .map(Credential::id)
                        .anyMatch("y"::equals));
        assertThat(held.credentials()).extracting(Credential::id).containsExactly("x");
    }

    @Test
    void putsTheChangedContentOfAFileThatItRefersToInForce() throws Exception {
        Files.writeString(folder.resolve("secret"), "sk-two\n");
        inForce().until(() -> keyId("sk-two").isPresent());
        assertThat(keyId("sk-one")).isEmpty();
    }

    @Test
    void putsAFileInForceThatWasRenamedIntoItsPlace() throws Exception {
        Path next = folder.resolve("next");
        Files.writeString(next, withKey("c", "sk-three").replace('\'', '"'));
        Files.move(next, written.file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        inForce().until(() -> keyId("sk-three").isPresent());
    }

    /** As orchestrators do with mounted files: the file is a link into a folder that is a link. */
    @Test
    void putsAFileInForceBehindALinkThatWasChanged() throws Exception {
        for (String version : new String[] {"v1", "v2"}) {
            Files.createDirectory(folder.resolve(version));
            Files.writeString(
                    folder.resolve(version).resolve("g.json"),
                    withKey("a", "sk-" + version).replace('\'', '"'));
        }
        Path current = Files.createSymbolicLink(folder.resolve("current"), Path.of("v1"));
        Path link = Files.createSymbolicLink(folder.resolve("g.json"), Path.of("current", "g.json"));
        try (ConfigurationFile linked = ConfigurationFile.open(link, Map.of(), OFTEN)) {
            Path next = Files.createSymbolicLink(folder.resolve("next"), Path.of("v2"));
            Files.move(next, current, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            inForce().until(() -> linked.keys().find(PresentedKey.of("sk-v2")).isPresent());
        }
    }

    @Test
    void ignoresAnInvalidChangeAndSaysWhatIsWrong() {
        written.write("{'keys':[{'id':'b','secret':'sk-two','owner':5}]}");
        assertThat(log.await(Level.ERROR, "is ignored", SOON).message())
                .contains(written.problem("$.keys[0].owner", "must be a string"));
        assertThat(keyId("sk-one")).contains("a");
        assertThat(keyId("sk-two")).isEmpty();

        written.write(withKey("b", "sk-two"));
        inForce().until(() -> keyId("sk-two").isPresent());
    }

    @Test
    void goesOnWithoutItsFileAndFollowsItWhenItIsThereAgain() throws Exception {
        Files.delete(written.file());
        log.await(Level.ERROR, "NoSuchFileException", SOON);
        assertThat(keyId("sk-one")).contains("a");
        written.write(withKey("b", "sk-two"));
        inForce().until(() -> keyId("sk-two").isPresent());
    }

    @Test
    void followsAFileThatItRefersToFromTheTimeOnWhenThatIsThere() throws Exception {
        written.write(withKey("b", "${file:FOLDER/late}"));
        log.await(Level.ERROR, "late cannot be read", SOON);
        Files.writeString(folder.resolve("late"), "sk-late");
        inForce().until(() -> keyId("sk-late").isPresent());
    }

    @Test
    void watchesNoMoreWhenItIsClosed() throws Exception {
        watched.close();
        written.write(withKey("b", "sk-two"));
        try (ConfigurationFile other = ConfigurationFile.open(written.file(), Map.of(), OFTEN)) {
            written.write(withKey("c", "sk-three"));
            inForce().until(() -> other.keys().find(PresentedKey.of("sk-three")).isPresent());
        }
        assertThat(keyId("sk-one")).contains("a");
    }

    @Test
    void isFollowedByItsGateway() {
        try (PassThrough gateway = watched.gateway().eventLoops(1).build()) {
            assertThat(gateway.serves("/openai/v1/models")).isFalse();
            written.write("{'providers':{'openai':{}},'shutdownGrace':'PT0S'}");
            inForce().until(() -> gateway.serves("/openai/v1/models"));
        }
    }

    private static ConditionFactory inForce() {
        return await().atMost(IN_FORCE).pollInterval(Duration.ofMillis(20));
    }

    private Optional<String> keyId(String secret) {
        try {
            return watched.keys().find(PresentedKey.of(secret)).map(VirtualKey::id);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
