package org.jwsgi.kernel;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.pf4j.ExtensionPoint;
import org.slf4j.Logger;

/** What may depend on what, and who may end the process, print, or name a library. */
@AnalyzeClasses(packages = "org.jwsgi", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String BOOT = "org.jwsgi.kernel.boot..";
    private static final String CONFIG = "org.jwsgi.kernel.config..";
    private static final String LOG = "org.jwsgi.kernel.log..";
    private static final String PLUGIN = "org.jwsgi.kernel.plugin..";
    private static final String POSIX = "org.jwsgi.kernel.posix..";

    @ArchTest
    static final ArchRule packages_form_no_cycles =
            slices().matching("org.jwsgi.(**)").should().beFreeOfCycles();

    @ArchTest
    static void boot_is_on_top_and_posix_and_log_are_at_the_bottom(JavaClasses all) {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("boot")
                .definedBy(BOOT)
                .layer("processes")
                .definedBy("org.jwsgi.kernel.master..", "org.jwsgi.kernel.worker..")
                .layer("parts")
                .definedBy(
                        PLUGIN,
                        CONFIG,
                        "org.jwsgi.kernel.hook..",
                        "org.jwsgi.kernel.supervise..",
                        "org.jwsgi.kernel.vassal..",
                        "org.jwsgi.kernel.socket..",
                        "org.jwsgi.kernel.request..")
                .layer("bottom")
                .definedBy(POSIX, LOG)
                .withOptionalLayers(true)
                .whereLayer("boot")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("processes")
                .mayOnlyBeAccessedByLayers("boot")
                .whereLayer("parts")
                .mayOnlyBeAccessedByLayers("boot", "processes")
                .check(all);
    }

    @ArchTest
    static final ArchRule the_api_knows_no_kernel_and_only_two_foreign_types = classes()
            .that()
            .resideInAPackage("org.jwsgi.api..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jwsgi.api..", "org.jspecify..")
                    .or(type(ExtensionPoint.class))
                    .or(type(Logger.class)));

    @ArchTest
    static final ArchRule only_the_plugin_host_names_pf4j = noClasses()
            .that(resideInAPackage("org.jwsgi.kernel..").and(not(resideInAPackage(PLUGIN))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.pf4j..");

    @ArchTest
    static final ArchRule native_functions_are_found_in_posix_only = noClasses()
            .that(not(resideInAPackage(POSIX)))
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.foreign.Linker");

    @ArchTest
    static final ArchRule only_boot_ends_the_process = noClasses()
            .that(not(resideInAPackage(BOOT)))
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    @ArchTest
    static final ArchRule only_commands_and_the_log_write_to_the_standard_streams =
            noClasses().that(not(resideInAnyPackage(BOOT, CONFIG, LOG))).should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule nobody_throws_an_exception_without_a_meaning = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

    @ArchTest
    static final ArchRule nobody_uses_the_jdks_logging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule names_say_what_a_class_does = noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameStartingWith("Abstract");

    @ArchTest
    static final ArchRule there_is_no_mutable_static_state =
            fields().that().areStatic().should().beFinal();
}
