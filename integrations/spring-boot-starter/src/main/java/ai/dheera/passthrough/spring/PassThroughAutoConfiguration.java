/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.SpendReports;
import ai.dheera.passthrough.config.ConfigurationFile;
import ai.dheera.passthrough.config.InvalidConfiguration;
import ai.dheera.passthrough.keys.KeyAdministration;
import ai.dheera.passthrough.servlet.AdminServlet;
import ai.dheera.passthrough.servlet.PassThroughFilter;
import jakarta.servlet.DispatcherType;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Mounts the gateway in a servlet web application, before all of its other filters.
 *
 * <p>What the gateway is made of comes from beans of the types {@link ai.dheera.passthrough.KeyStore},
 * {@link ai.dheera.passthrough.ProviderRegistry}, {@link ai.dheera.passthrough.UsageSink},
 * {@link ai.dheera.passthrough.usage.UsageStore}, {@link ai.dheera.passthrough.BillingLedger},
 * {@link ai.dheera.passthrough.limits.LimitStore} and {@link ai.dheera.passthrough.pricing.PriceCatalogue}, then from the
 * properties {@code dheera.passthrough.*}, then from the configuration file that {@code dheera.passthrough.config} names. Key
 * stores and providers are asked in this order until one knows; usage records go to all sinks; of the rest the first counts.
 * {@link PassThroughBuilderCustomizer}s have the last word. A {@link PassThrough} bean of the application's own takes the place of all this, and is mounted likewise.
 *
 * <p>Where there are no providers, or no keys, at all, the application does not start: a gateway that nobody can use is a
 * mistake in the settings. {@code dheera.passthrough.enabled=false} switches it off.
 *
 * <p>{@code dheera.passthrough.admin-path} mounts the admin API over a {@link ai.dheera.passthrough.keys.KeyAdministration}
 * bean, such as an issuing key store, or else over the key store that the configuration file opens to administration. It asks
 * for admin keys itself.
 *
 * <p>When the application shuts down, running exchanges may finish for {@code dheera.passthrough.shutdown-grace} and are then
 * cut off, before the web server closes connections; beans are closed after that, by Spring.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(prefix = "dheera.passthrough", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(PassThroughProperties.class)
public class PassThroughAutoConfiguration {

    /** What Spring makes. */
    public PassThroughAutoConfiguration() {}

    @Bean
    ShutdownClock dheeraPassThroughShutdownClock(ApplicationContext application) {
        return new ShutdownClock(application);
    }

    @Bean
    PassThroughLifecycle dheeraPassThroughLifecycle(PassThrough gateway, ShutdownClock shutdown) {
        return new PassThroughLifecycle(gateway, shutdown);
    }

    @Bean
    @ConditionalOnMissingBean(value = PassThroughFilter.class, parameterizedContainer = FilterRegistrationBean.class)
    FilterRegistrationBean<PassThroughFilter> dheeraPassThroughFilter(
            PassThrough gateway, PassThroughProperties properties) {
        MountPath path = MountPath.of("path", properties.path());
        boolean shared = Optional.ofNullable(properties.shared()).orElse(path.isRoot());
        FilterRegistrationBean<PassThroughFilter> filter =
                new FilterRegistrationBean<>(new PassThroughFilter(gateway, shared));
        filter.setName("dheeraPassThrough");
        filter.addUrlPatterns(path.urlPattern());
        filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        filter.setAsyncSupported(true);
        filter.setOrder(properties.order());
        return filter;
    }

    @Bean
    @ConditionalOnProperty("dheera.passthrough.admin-path")
    ServletRegistrationBean<AdminServlet> dheeraPassThroughAdminApi(
            PassThrough gateway,
            PassThroughProperties properties,
            ObjectProvider<KeyAdministration> keys,
            ObjectProvider<SpendReports> reports,
            ObjectProvider<ConfigurationFile> file) {
        MountPath path = MountPath.of("admin-path", String.valueOf(properties.adminPath()));
        Optional<ConfigurationFile> opened = Optional.ofNullable(file.getIfAvailable());
        AdminServlet servlet = new AdminServlet(
                gateway,
                () -> Optional.ofNullable(keys.getIfAvailable())
                        .or(() -> opened.flatMap(ConfigurationFile::keyAdministration)),
                () -> Optional.ofNullable(reports.getIfAvailable())
                        .or(() -> opened.flatMap(ConfigurationFile::usageStore)));
        ServletRegistrationBean<AdminServlet> registration = new ServletRegistrationBean<>(servlet, path.urlPattern());
        registration.setName("dheeraPassThroughAdminApi");
        return registration;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(PassThrough.class)
    static class Gateway {

        @Bean
        @ConditionalOnProperty("dheera.passthrough.config")
        ConfigurationFile dheeraPassThroughConfigurationFile(PassThroughProperties properties) {
            Path file = Optional.ofNullable(properties.config()).orElseThrow();
            try {
                return ConfigurationFile.open(file);
            } catch (InvalidConfiguration e) {
                throw new InvalidSettings(
                        "dheera.passthrough.config names no valid configuration:\n" + e.getMessage(),
                        "Correct the file " + file.toAbsolutePath() + ".");
            }
        }

        @Bean
        PassThrough dheeraPassThrough(
                PassThroughProperties properties,
                ObjectProvider<ConfigurationFile> file,
                BeanFactory beans,
                ShutdownClock shutdown) {
            return new GatewayAssembly(properties, Optional.ofNullable(file.getIfAvailable()), beans).gateway(shutdown);
        }
    }
}
