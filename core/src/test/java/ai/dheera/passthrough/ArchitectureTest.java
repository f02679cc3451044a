/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static com.tngtech.archunit.base.DescribedPredicate.doNot;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

    private static final String ROOT = "ai.dheera.passthrough";

    /** Each step of the way of a request has a package of its own. */
    private static final List<String> STEPS = Stream.of(
                    "routing",
                    "authentication",
                    "access",
                    "limits",
                    "credentials",
                    "models",
                    "answers",
                    "forwarding",
                    "usage",
                    "metering",
                    "pricing")
            .map(step -> ROOT + "." + step)
            .toList();

    private static final List<String> LIBRARIES = List.of(
            "java..",
            "javax.net..",
            "com.github.benmanes.caffeine..",
            "io.github.bucket4j..",
            "com.google.gson..",
            "org.apache.hc..",
            "org.jspecify.annotations..",
            "org.slf4j..");

    /** Only what the core is made of: neither its tests nor their fixtures. */
    private static final JavaClasses CORE = core();

    @Test
    void isThatOfTheWholeCore() {
        assertThat(packages())
                .extracting(JavaPackage::getName)
                .containsAll(STEPS)
                .contains(ROOT, ROOT + ".config");
        assertThat(CORE.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void keepsServletsOut() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.servlet..", "javax.servlet..")
                .check(CORE);
    }

    static List<String> steps() {
        return STEPS;
    }

    @ParameterizedTest
    @MethodSource("steps")
    void letsAStepKnowTheRootAndNoOtherStep(String step) {
        classes()
                .that()
                .resideInAPackage(step)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(with(LIBRARIES, ROOT, ROOT + ".spi", ROOT + ".json", step))
                        .or(arraysOfPrimitives()))
                .check(CORE);
    }

    @Test
    void letsTheEngineAloneKnowTheSteps() {
        noClasses()
                .that(doNot(belongToAnyOf(
                                PassThrough.class,
                                Exchange.class,
                                Dispatch.class,
                                ExchangeRecord.class,
                                Steps.class,
                                Accounts.class,
                                Forecasts.class,
                                Served.class,
                                Tally.class))
                        .as("classes of the root package but the engine's"))
                .and()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(STEPS.toArray(String[]::new))
                .check(CORE);
    }

    @Test
    void keepsTheEngineToItself() {
        classes()
                .that(belongToAnyOf(
                        Exchange.class,
                        Dispatch.class,
                        ExchangeRecord.class,
                        Steps.class,
                        Accounts.class,
                        Forecasts.class,
                        Served.class,
                        Tally.class))
                .should()
                .notBePublic()
                .check(CORE);
    }

    @Test
    void letsTheServiceProviderInterfaceKnowNothing() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".spi")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify.annotations..", ROOT + ".spi"))
                .check(CORE);
    }

    @Test
    void letsTheReadingOfJsonKnowNothing() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".json")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "com.google.gson..", "org.jspecify.annotations..", ROOT + ".json"))
                .check(CORE);
    }

    @Test
    void hasNoCycleOfPackages() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void hidesTheHttpClientInForwarding() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".forwarding")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.hc..")
                .check(CORE);
    }

    @Test
    void forwardsWithoutParsingJson() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".forwarding")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.gson..")
                .check(CORE);
    }

    @Test
    void knowsNoLibraryBesidesThoseThatItSaysItBrings() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideOutsideOfPackages(with(LIBRARIES, ROOT + "..")).and(doNot(arraysOfPrimitives())))
                .check(CORE);
    }

    @Test
    void namesClassesAfterWhatTheyAre() {
        noClasses()
                .should()
                .haveNameMatching(".*(Helper|Helpers|Util|Utils|Utility|Utilities|Manager|Processor)(\\$.*)?")
                .check(CORE);
    }

    @Test
    void marksEveryPackageAsFreeOfNull() {
        assertThat(packages())
                .allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class))
                        .as(each.getName())
                        .isTrue());
    }

    private static JavaClasses core() {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .importUrl(
                        PassThrough.class.getProtectionDomain().getCodeSource().getLocation());
    }

    private static Set<JavaPackage> packages() {
        return Stream.concat(Stream.of(CORE.getPackage(ROOT)), CORE.getPackage(ROOT).getSubpackagesInTree().stream())
                .filter(each -> !each.getClasses().isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static DescribedPredicate<JavaClass> arraysOfPrimitives() {
        return DescribedPredicate.describe(
                "arrays of primitives", type -> type.getBaseComponentType().isPrimitive());
    }

    private static String[] with(List<String> some, String... others) {
        return Stream.concat(some.stream(), Arrays.stream(others)).toArray(String[]::new);
    }
}
