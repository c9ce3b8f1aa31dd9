package org.jwsgi.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

class OptionSpecsTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                ServerOptions.class,
                CheckedOptions.class,
                ConfigOptions.class,
                ConfigCommands.class,
                ConfigLogic.class
            })
    void the_class_file_says_what_reflection_says(Class<? extends Record> record) {
        List<DeclaredOption> declared = OptionSpecs.declared(record, "some");
        RecordComponent[] components = record.getRecordComponents();
        assertThat(declared).hasSameSizeAs(components);
        for (int i = 0; i < components.length; i++) {
            Option option = components[i].getAnnotation(Option.class);
            DeclaredOption read = declared.get(i);
            assertThat(read.component()).isEqualTo(components[i].getName());
            assertThat(read.spec().name()).isEqualTo(option.name());
            assertThat(read.spec().aliases()).containsExactly(option.aliases());
            assertThat(read.spec().shortName()).isEqualTo(option.shortName());
            assertThat(read.spec().help()).isEqualTo(option.help());
            assertThat(read.spec().defaultValue()).isEqualTo(option.defaultValue());
            assertThat(read.spec().implies()).containsExactly(option.implies());
            assertThat(read.spec().secret()).isEqualTo(option.secret());
            assertThat(read.spec().deprecated()).isEqualTo(option.deprecated());
            assertThat(read.spec().group())
                    .isEqualTo(record.getAnnotation(OptionGroup.class).value());
            assertThat(read.spec().plugin()).isEqualTo("some");
            assertThat(read.spec().repeatable()).isEqualTo(components[i].getType() == List.class);
            assertThat(read.bareValue()).isEqualTo(option.bareValue());
            assertThat(read.unit()).isEqualTo(option.unit());
            assertThat(read.min()).isEqualTo(option.min());
            assertThat(read.max()).isEqualTo(option.max());
            assertThat(read.inverted()).isEqualTo(option.inverted());
            if (!option.argument().isEmpty()) {
                assertThat(read.spec().argument()).isEqualTo(option.argument());
            }
        }
    }

    private static OptionSpec spec(String name) {
        return OptionSpecs.of(ServerOptions.class, "kernel").stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_type_tells_arity_and_argument() {
        assertThat(spec("master").arity()).isEqualTo(OptionSpec.Arity.NONE);
        assertThat(spec("master").argument()).isEmpty();
        assertThat(spec("processes").arity()).isEqualTo(OptionSpec.Arity.REQUIRED);
        assertThat(spec("processes").argument()).isEqualTo("N");
        assertThat(spec("chmod-socket").arity()).isEqualTo(OptionSpec.Arity.OPTIONAL);
        assertThat(spec("chmod-socket").argument()).isEqualTo("MODE");
        assertThat(spec("harakiri").argument()).isEqualTo("SECONDS");
        assertThat(spec("pause-ms").argument()).isEqualTo("MILLISECONDS");
        assertThat(spec("limit-as").argument()).isEqualTo("MEGABYTES");
        assertThat(spec("mount").argument()).isEqualTo("POINT=APP");
    }

    record Undeclared(int number) {}

    @OptionGroup("Wrong")
    record WrongType(@Option(name = "wrong", help = "wrong") char[] letters) {}

    @Test
    void refuses_components_that_are_no_options() {
        assertThatThrownBy(() -> OptionSpecs.of(Undeclared.class, "some"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Undeclared.number is not declared with @Option");
        assertThatThrownBy(() -> OptionSpecs.of(WrongType.class, "some"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[C");
    }

    @Test
    void reading_a_record_does_not_initialise_it() {
        List<String> initialised = new ArrayList<>();
        Tracked.SEEN.set(initialised);
        OptionSpecs.of(Lazy.class, "some");
        assertThat(initialised).isEmpty();
    }

    /** Tells which classes ran their initialiser. */
    static final class Tracked {
        static final ThreadLocal<List<String>> SEEN = new ThreadLocal<>();

        private Tracked() {}
    }

    @OptionGroup("Lazy")
    record Lazy(@Option(name = "lazy", help = "lazy") boolean lazy) {
        static {
            Tracked.SEEN.get().add("Lazy");
        }
    }
}
