/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import ai.dheera.passthrough.config.ConfigurationFile;
import java.util.Optional;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Tells the health of the stores that exchanges need to Spring Boot 3.5, where health is a part of Actuator. Switched off by
 * {@code management.health.dheera-pass-through.enabled=false}.
 */
@AutoConfiguration(after = PassThroughAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator")
@ConditionalOnBean(PassThroughLifecycle.class)
@ConditionalOnEnabledHealthIndicator("dheera-pass-through")
public class Boot3HealthAutoConfiguration {

    /** What Spring makes. */
    public Boot3HealthAutoConfiguration() {}

    @Bean
    StoreHealth dheeraPassThroughStoreHealth(
            ListableBeanFactory beans, ObjectProvider<ConfigurationFile> file, PassThroughProperties properties) {
        return new StoreHealth(beans, Optional.ofNullable(file.getIfAvailable()), properties.healthTimeout());
    }

    @Bean
    HealthIndicator dheeraPassThroughHealthIndicator(StoreHealth stores) {
        return new Indicator(stores);
    }

    private static final class Indicator extends AbstractHealthIndicator {

        private final StoreHealth stores;

        Indicator(StoreHealth stores) {
            this.stores = stores;
        }

        @Override
        protected void doHealthCheck(Health.Builder health) {
            health.up();
            stores.troubles().forEach((store, trouble) -> {
                health.withDetail(store, trouble.orElse("answers"));
                trouble.ifPresent(told -> health.down());
            });
        }
    }
}
