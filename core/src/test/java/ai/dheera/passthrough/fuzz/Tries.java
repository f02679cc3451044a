/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyAttributes;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Lets the command line say more than the annotation: {@code -Dfuzz.times=100} tries a hundred times as many requests,
 * {@code -Dfuzz.seed=…} other ones, such as those of a failure that was reported with its seed.
 */
final class Tries implements AroundPropertyHook {

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        PropertyAttributes attributes = context.attributes();
        int times = Integer.getInteger("fuzz.times", 1);
        attributes.setTries(attributes.tries().orElseThrow() * times);
        attributes.setSeed(System.getProperty("fuzz.seed", attributes.seed().orElseThrow()));
        return property.execute();
    }
}
