/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.RawClient;
import jakarta.servlet.ServletContext;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The README's code compiles and runs as written, in Tomcat; paths and the provider's key are the test's. */
@Tag("container")
@EnabledIfSystemProperty(named = "container", matches = "tomcat.*")
class ReadmeTest {

    private static final String DISABLED_KEY = "sk-of-the-readme-test-1234";

    @TempDir
    private Path directory;

    @Test
    void theJavaExampleChecksKeysInTheDatabase() throws Exception {
        Class<?> example = compiled(Readme.read().block("java", "class LlmGateway"));
        Method mount = example.getDeclaredMethod("mount", ServletContext.class, DataSource.class, String.class);
        mount.setAccessible(true);
        DataSource database = database();
        try (Container container = new TomcatApplications()
                .run(directory, application -> mount.invoke(null, application, database, "sk-ant"))) {
            assertThat(ask(container, "/llm/anthropic/v1/models", "wrong")
                            .head()
                            .first("x-dheera-error"))
                    .contains("invalid_key");
            assertThat(ask(container, "/llm/anthropic/v1/models", DISABLED_KEY)
                            .head()
                            .first("x-dheera-error"))
                    .contains("key_disabled");
        } finally {
            Files.deleteIfExists(Path.of("usage.jsonl"));
        }
    }

    @Test
    void theWebXmlAndItsConfigurationMountTheFilter() throws Exception {
        String configuration = Readme.read()
                .block("json", "\"providers\"")
                .replaceAll("\\$\\{env:\\w+}", "sk-provider")
                .replace("usage.jsonl", directory.resolve("usage.jsonl").toString());
        Path file = Files.writeString(directory.resolve("llm.json"), configuration);
        String webXml = Readme.read().block("xml", "<web-app").replace("/etc/my-app/llm.json", file.toString());
        try (Container container = new TomcatApplications().run(directory, webXml)) {
            Answer answer = ask(container, "/llm/openai/v1/models", "wrong");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body().text()).contains("invalid_request_error");
        }
        assertThat(directory.resolve("usage.jsonl")).content().contains("\"error\":\"invalid_key\"");
    }

    private static Answer ask(Container container, String path, String key) throws Exception {
        try (RawClient client = RawClient.connect(container.port())) {
            return client.get(path, "Authorization: Bearer " + key);
        }
    }

    private Class<?> compiled(String source) throws Exception {
        Path file = Files.writeString(directory.resolve("LlmGateway.java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter findings = new StringWriter();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> options = List.of("-Xlint:all,-classfile,-processing", "-Werror", "-cp", classPath);
        boolean good = compiler.getTask(
                        findings,
                        null,
                        null,
                        options,
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
                .call();
        assertThat(good).as(findings.toString()).isTrue();
        URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader());
        return loader.loadClass("LlmGateway");
    }

    private static DataSource database() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:readme;DB_CLOSE_DELAY=-1");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists api_keys");
            statement.execute("create table api_keys (sha256 varchar(64), id varchar, owner varchar, active boolean)");
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into api_keys values (?, 'alice-1', 'alice', false)")) {
                insert.setString(1, PresentedKey.sha256(DISABLED_KEY));
                insert.execute();
            }
        }
        return database;
    }
}
