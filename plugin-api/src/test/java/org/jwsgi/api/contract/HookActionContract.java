package org.jwsgi.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.hook.FakeHookContext;
import org.jwsgi.api.hook.HookAction;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.hook.HookException;

/** What every provider of hook verbs must do. A plugin's test extends it and says which arguments are good and bad. */
public abstract class HookActionContract {
    /** An empty folder of the test's own. */
    @TempDir
    public Path folder;

    /** Creates the provider. */
    protected abstract HookActionProvider provider();

    /** Returns for each verb arguments that make sense; relative names belong to an empty folder. */
    protected abstract Map<String, String> good();

    /** Returns for some verbs arguments that make no sense. */
    protected abstract Map<String, String> bad();

    /** Lets the process give the answers that the examples need, such as a reader of a pipe. */
    protected void prepare(FakeHookContext process) {}

    /** Returns what the provider is given in the process that runs its hooks. */
    protected PluginContext context() {
        return new FakePluginContext();
    }

    @Test
    void verbs_can_be_written_in_front_of_a_colon() {
        List<String> verbs = provider().verbs();

        assertThat(verbs)
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allSatisfy(verb ->
                        assertThat(verb).isNotBlank().doesNotContain(":", " ").doesNotStartWith("!"));
    }

    @Test
    void the_examples_name_every_verb() {
        assertThat(good().keySet()).isEqualTo(new HashSet<>(provider().verbs()));
        assertThat(provider().verbs()).containsAll(bad().keySet());
    }

    @Test
    void reading_arguments_changes_nothing() throws java.io.IOException {
        good().forEach((verb, arguments) -> {
            HookAction action = provider().compile(verb, arguments, context());
            assertThat(action).describedAs("%s:%s", verb, arguments).isNotNull();
        });

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void bad_arguments_are_told_in_one_line_before_anything_runs() {
        bad().forEach((verb, arguments) -> assertThatThrownBy(() -> provider().compile(verb, arguments, context()))
                .describedAs("%s:%s", verb, arguments)
                .isInstanceOf(HookException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n"));
    }

    @Test
    void an_action_fails_with_the_words_of_the_api_only() {
        good().forEach((verb, arguments) -> {
            FakeHookContext process = new FakeHookContext(folder);
            prepare(process);
            HookAction action = provider().compile(verb, arguments, context());
            assertThatCode(() -> runTolerantly(action, process))
                    .describedAs("%s:%s", verb, arguments)
                    .doesNotThrowAnyException();
        });
    }

    private static void runTolerantly(HookAction action, FakeHookContext process) {
        try {
            action.run(process);
        } catch (HookException | FakeHookContext.Ended e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
