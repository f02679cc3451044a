/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application as a user has one: a controller, Spring Security, Actuator, and the filters that Boot brings. */
final class HostApplication implements AutoCloseable {

    static final String KEY = "sk-dheera-of-the-application";

    private final ConfigurableApplicationContext context;

    private HostApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** What it consists of, whatever else a test adds. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Parts {

        @Bean
        Greeting greeting() {
            return new Greeting();
        }
    }

    @RestController
    static class Greeting {

        @GetMapping("/hello")
        String hello() {
            return "hello";
        }
    }

    /** Starts it on a free port, with beans and properties of a test's. */
    static HostApplication start(Class<?> beans, String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "server.port=0",
                "server.address=127.0.0.1",
                "spring.main.banner-mode=off",
                "spring.security.user.name=user",
                "spring.security.user.password=password"));
        arguments.addAll(List.of(properties));
        return new HostApplication(new SpringApplicationBuilder(Parts.class, beans)
                .run(arguments.stream().map(each -> "--" + each).toArray(String[]::new)));
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    @Override
    public void close() {
        context.close();
    }
}
