/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.examples.springboot;

import ai.dheera.passthrough.jdbc.JdbcUsageStore;
import ai.dheera.passthrough.usage.UsageStore;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The application. */
@SpringBootApplication(proxyBeanMethods = false)
public class TeamApplication {

    /** What Spring makes. */
    public TeamApplication() {}

    /**
     * Starts it.
     *
     * @param arguments properties, such as {@code --server.port=8081}
     */
    public static void main(String[] arguments) {
        SpringApplication.run(TeamApplication.class, arguments);
    }

    /** Usage records go to the application's own database, and what has been billed is remembered there. */
    @Bean
    UsageStore usageStore(DataSource database) {
        return JdbcUsageStore.over(database).creatingTables();
    }
}
