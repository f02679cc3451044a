/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @TempDir
    Path directory;

    @Test
    void withoutOptionsItListensAtPort8080OfTheLoopbackAddress() throws Exception {
        assertThat(Options.parse()).isEqualTo(new Options(Optional.empty(), "127.0.0.1", 8080));
    }

    @Test
    void eachOptionSetsItsValue() throws Exception {
        assertThat(Options.parse("--port", "0", "--host", "::1", "--config", "gateway.json"))
                .isEqualTo(new Options(Optional.of(Path.of("gateway.json")), "::1", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--prot 80",
                "8080",
                "--port",
                "--port eighty",
                "--port -1",
                "--port 65536",
                "--port 99999999999",
                "--host --port 80",
                "--config",
                "--port=80",
                "-h"
            })
    void whatIsNoOptionOrNoValueIsToldWithTheUsage(String arguments) {
        assertThatThrownBy(() -> Options.parse(arguments.split(" ")))
                .isInstanceOf(Options.Invalid.class)
                .hasMessageContaining("Usage: java -jar quickstart.jar [--config FILE] [--port N] [--host ADDRESS]");
    }

    @Test
    void aWrongCommandLineEndsTheProcessWithStatus2() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.run(directory, Map.of(), "--prot", "80")) {
            assertThat(quickstart.exitStatus()).isEqualTo(2);
            assertThat(quickstart.err().lines()).first().isEqualTo("'--prot' is not an option.");
            assertThat(quickstart.err().toString()).contains("Usage: ");
            assertThat(quickstart.out().lines()).isEmpty();
        }
    }

    @Test
    void everyProblemOfAConfigurationIsToldWithItsPlace() throws Exception {
        Path file = Files.writeString(directory.resolve("gateway.json"), """
                {
                  "providers": {
                    "anthropic": { "credentials": [ { "apiKey": "${env:NOT_SET_ANYWHERE}" } ] },
                    "mystery": { "credentials": [] }
                  },
                  "keys": [ { "id": "a", "secret": "sk-dheera-a", "enabled": "yes" } ],
                  "shutdownGraze": "PT1S"
                }""");
        try (QuickstartProcess quickstart =
                QuickstartProcess.run(directory, Map.of(), "--port", "0", "--config", file.toString())) {
            assertThat(quickstart.exitStatus()).isEqualTo(2);
            assertThat(quickstart.err().lines())
                    .allSatisfy(line -> assertThat(line).startsWith(file + ": $"))
                    .anySatisfy(line -> assertThat(line)
                            .contains(": $.providers.anthropic.credentials[0].apiKey: ", "NOT_SET_ANYWHERE"))
                    .anySatisfy(line -> assertThat(line).contains(": $.providers.mystery: "))
                    .anySatisfy(line -> assertThat(line).contains(": $.keys[0].enabled: "))
                    .anySatisfy(line -> assertThat(line).contains(": $.shutdownGraze: "));
            assertThat(quickstart.err().toString()).doesNotContain("sk-dheera-a");
            assertThat(quickstart.out().lines()).isEmpty();
        }
    }

    @Test
    void aPortThatIsTakenEndsTheProcessWithStatus1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                QuickstartProcess quickstart =
                        QuickstartProcess.run(directory, Map.of(), "--port", String.valueOf(taken.getLocalPort()))) {
            assertThat(quickstart.exitStatus()).isEqualTo(1);
            assertThat(quickstart.err().toString()).contains("cannot start", String.valueOf(taken.getLocalPort()));
            assertThat(quickstart.out().lines()).isEmpty();
        }
    }

    @Test
    void whereTheEnvironmentHasAKeyThatProviderIsTheRealOne() throws Exception {
        Map<String, String> environment =
                Map.of("OPENAI_API_KEY", "sk-of-openai", "ANTHROPIC_API_KEY", "sk-dheera-of-an-earlier-run");
        try (QuickstartProcess quickstart = QuickstartProcess.start(directory, environment)) {
            assertThat(quickstart.out().find("  openai +(.*)").orElseThrow()).startsWith("the real one");
            assertThat(quickstart.out().find("  anthropic +(.*)").orElseThrow()).startsWith("a stand-in");
            assertThat(quickstart.out() + "\n" + quickstart.err()).doesNotContain("sk-of-openai", "of-an-earlier-run");
        }
    }
}
