/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.LogCapture;
import ai.dheera.passthrough.keys.IssuingKeyStore;
import ai.dheera.passthrough.usage.FileLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
    void findsKeysOfItsStoreBehindThoseOfTheFile() throws Exception {
        IssuingKeyStore store = IssuingKind.store("behind");
        String issued = store.issue(VirtualKey.withId("issued").build(), "me")
                .orElseThrow()
                .secret()
                .text();
        List<String> told = new CopyOnWriteArrayList<>();
        watched.keys().onChange(new KeyStore.Listener() {
            @Override
            public void keyChanged(String keyId) {
                told.add(keyId);
            }

            @Override
            public void keysChanged() {
                told.add("all");
            }
        });
        assertThat(watched.keyStore()).isEmpty();
        assertThat(keyId(issued)).isEmpty();

        written.write(withStore("behind", ",'adminApi':true"));
        inForce().until(() -> keyId(issued).isPresent());
        assertThat(told).contains("all");
        assertThat(keyId("sk-one")).contains("a");
        assertThat(watched.keyStore()).containsSame(store);
        assertThat(watched.keyAdministration()).containsSame(store);
        assertThat(watched.keys().blocking()).isTrue();
        assertThat(watched.keys().findAtOnce(PresentedKey.of("sk-one"))).isPresent();
        assertThat(watched.keys().findAtOnce(PresentedKey.of(issued))).isEmpty();
        told.clear();
        store.enable("issued", false, "me");
        assertThat(told).containsExactly("issued");

        written.write(withKey("a", "sk-one"));
        inForce().until(() -> keyId(issued).isEmpty());
        assertThat(watched.keyStore()).isEmpty();
        assertThat(watched.keyAdministration()).isEmpty();
    }

    private static String withStore(String name, String more) {
        return "{'keys':[{'id':'a','secret':'sk-one'}],'keyStore':{'issuing':{'name':'" + name + "'}}" + more + "}";
    }

    @Test
    void staysAsItIsWhereAStoreOfKeysCannotBeOpened() throws Exception {
        written.write("{'keyStore':{'issuing':{'password':'hush-4711'}}}");
        assertThat(log.await(Level.ERROR, "is ignored", SOON).message())
                .contains(written.problem("$.keyStore.issuing", "needs a name"))
                .doesNotContain("hush");
        assertThat(keyId("sk-one")).contains("a");
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

    @Test
    void tellsItsShutdownGraceAndItsSinksAsTheyAreAtEachMoment() {
        assertThat(watched.shutdownGrace()).isEqualTo(Duration.ofSeconds(30));
        written.write("{'usage':{'remembered':{'name':'c0'}},'shutdownGrace':'PT1S'}");
        inForce().until(() -> watched.shutdownGrace().equals(Duration.ofSeconds(1)));
        inForce().until(() -> watched.usageStore().isPresent());
        watched.usage().close();
        assertThat(RememberedKind.store("c0").closed).isTrue();
    }

    @Test
    void writesUsageWhereTheFileSaysAtEachMoment() throws Exception {
        written.write("{'usage':{'remembered':{'name':'c1'}},'shutdownGrace':'PT0S'}");
        inForce().until(() -> watched.usageStore().isPresent());
        assertThat(watched.usageStore()).contains(RememberedKind.store("c1"));
        written.write("{'usage':{'remembered':{'name':'c2'}},'shutdownGrace':'PT0S'}");
        inForce().until(() -> watched.usageStore().equals(Optional.ofNullable(RememberedKind.store("c2"))));
        inForce().until(() -> RememberedKind.store("c1").closed);
        watched.gateway().eventLoops(1).build().close();
        assertThat(RememberedKind.store("c2").closed).isTrue();
    }

    @Test
    void ignoresAChangeWhoseStoreOrLedgerOrJournalCannotBeOpened() throws Exception {
        written.write("{'usage':{'remembered':{'name':'c3'}}}");
        inForce().until(() -> watched.usageStore().isPresent());
        Files.createFile(folder.resolve("file"));
        String[] wrong = {
            "{'usage':{'remembered':{'password':'x'}}}",
            "{'usage':{'ledger':'FOLDER/missing/ledger'}}",
            "{'usage':{'jsonl':'FOLDER/u','journal':'FOLDER/file/j'}}",
            "{'usage':{'ledger':'FOLDER/ledger','remembered':{}}}"
        };
        String[] places = {
            "$.usage.remembered: needs a name",
            "$.usage.ledger: ",
            "$.usage.journal: ",
            "$.usage.remembered: needs a name"
        };
        for (int i = 0; i < wrong.length; i++) {
            String problem = written.file() + ": " + places[i];
            long before = timesTold(problem);
            written.write(wrong[i]);
            await().atMost(SOON).until(() -> timesTold(problem) > before);
        }
        assertThat(watched.usageStore()).contains(RememberedKind.store("c3"));
        assertThat(RememberedKind.store("c3").closed).isFalse();
    }

    private long timesTold(String problem) {
        return log.events(Level.ERROR, "is ignored").stream()
                .filter(event -> event.message().contains(problem))
                .count();
    }

    @Test
    void isNotOpenedWhereItsStoreCannotBe() {
        written.write("{'usage':{'remembered':{}}}");
        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(() -> ConfigurationFile.open(written.file()))
                .withMessage(written.problem("$.usage.remembered", "needs a name"));
    }

    @Test
    void remembersWhatWasBilledWhereTheFileSaysAtEachMoment() throws Exception {
        assertThat(watched.ledger().blocking()).isFalse();
        assertThat(watched.ledger().claim("a")).isTrue();

        written.write("{'usage':{'ledger':'FOLDER/billed'},'shutdownGrace':'PT0S'}");
        inForce().until(() -> watched.ledger().blocking());
        assertThat(watched.ledger().claim("a")).isFalse();
        assertThat(watched.ledger().claim("b")).isTrue();
        assertThat(Files.readAllLines(folder.resolve("billed"))).hasSize(1);

        written.write("{'usage':{'remembered':{'name':'c4'}},'shutdownGrace':'PT0S'}");
        inForce().until(() -> watched.usageStore().isPresent());
        inForce().until(() -> !watched.ledger().blocking());
        assertThat(RememberedKind.store("c4").ledger().claim("c")).isTrue();
        assertThat(watched.ledger().claim("c")).isFalse();

        written.write("{'usage':{'ledger':'FOLDER/billed'},'shutdownGrace':'PT0S'}");
        inForce().until(() -> watched.ledger().blocking());
        watched.gateway().eventLoops(1).build().close();
        try (FileLedger after = FileLedger.open(folder.resolve("billed"))) {
            assertThat(after.claim("b")).isFalse();
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
