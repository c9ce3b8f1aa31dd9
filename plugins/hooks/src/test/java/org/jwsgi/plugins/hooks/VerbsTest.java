package org.jwsgi.plugins.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.hook.FakeHookContext;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.hook.HookException;

/** What the verbs do, on real files and a process that only notes what is asked of it. */
class VerbsTest {
    @TempDir
    Path folder;

    private FakeHookContext process;

    @BeforeEach
    void create() {
        process = new FakeHookContext(folder);
    }

    private void run(HookActionProvider provider, String verb, String arguments) {
        provider.compile(verb, arguments, new FakePluginContext()).run(process);
    }

    @Test
    void files_are_written_where_the_process_is() throws Exception {
        FileVerbs files = new FileVerbs();
        run(files, "mkdir", "sub");
        run(new ProcessVerbs(), "cd", "sub");
        run(files, "write", "f two words");
        run(files, "append", "f  and");
        run(files, "appendn", "f");
        run(files, "chmod", "f 4600");

        Path file = folder.resolve("sub/f");
        assertThat(Files.readString(file)).isEqualTo("two words and\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        run(files, "writen", "f x");
        assertThat(Files.readString(file)).isEqualTo("x\n");
        run(files, "create", "f");
        assertThat(file).isEmptyFile();
        run(files, "unlink", "f");
        assertThat(file).doesNotExist();
    }

    @Test
    void failures_of_files_say_why() {
        FileVerbs files = new FileVerbs();
        run(files, "mkdir", "d");
        assertThatThrownBy(() -> run(files, "mkdir", "d"))
                .isInstanceOf(HookException.class)
                .hasMessage("cannot mkdir d: file exists");
        assertThatThrownBy(() -> run(files, "unlink", "d")).hasMessage("cannot unlink d: is a directory");
        assertThatThrownBy(() -> run(files, "unlink", "none"))
                .hasMessage("cannot unlink none: no such file or directory");
        assertThatThrownBy(() -> run(files, "chown", "d nosuchuser root")).hasMessage("unable to find uid nosuchuser");
        assertThatThrownBy(() -> run(files, "chown", "d root nosuchgroup"))
                .hasMessage("unable to find gid nosuchgroup");
        assertThatThrownBy(() -> run(files, "chmod", "d 999")).hasMessage("invalid hook chmod mode: 999");
    }

    @Test
    void a_failing_command_fails_its_hook_unless_it_is_a_safe_one() {
        process.exitCodes.addAll(List.of(3, 4));
        assertThatThrownBy(() -> run(new ProcessVerbs(), "exec", "do it"))
                .hasMessage("command \"do it\" exited with non-zero code: 3");
        run(new ProcessVerbs(), "safeexec", "do that");
        assertThat(process.calls).containsExactly("shell do it", "shell do that");
        assertThat(process.printed).containsExactly("command \"do that\" exited with non-zero code: 4");
    }

    @Test
    void a_code_of_one_digit_counts() {
        assertThatThrownBy(() -> run(new ProcessVerbs(), "exit", "5"))
                .isInstanceOfSatisfying(
                        FakeHookContext.Ended.class,
                        ended -> assertThat(ended.code).isEqualTo(5));
        assertThatThrownBy(() -> run(new ProcessVerbs(), "exit", ""))
                .isInstanceOfSatisfying(
                        FakeHookContext.Ended.class,
                        ended -> assertThat(ended.code).isZero());
    }

    @Test
    void variables_may_hold_equals_signs() {
        run(new ProcessVerbs(), "putenv", "A=b=c d");
        assertThat(process.environment()).containsEntry("A", "b=c d");
    }

    @Test
    void mounts_know_their_flags() {
        MountVerbs mounts = new MountVerbs();
        run(mounts, "mount", "none /a /b bind,ro,rec");
        run(mounts, "mount", "tmpfs t /b nosuid size=1m,mode=700");
        run(mounts, "umount", "/b force,detach");
        assertThat(process.calls)
                .containsExactly(
                        "mount none /a /b " + (4096 | 1 | 16384) + " null",
                        "mount tmpfs t /b 2 size=1m,mode=700",
                        "unmount /b 3");
    }

    @Test
    void what_is_mounted_below_comes_last_first() {
        String table = """
                22 1 8:1 / / rw - ext4 /dev/root rw
                30 22 0:5 / /a rw shared:1 - tmpfs t rw
                31 30 0:6 / /a/b\\040c rw - tmpfs t rw
                32 31 0:7 / /a/b\\040c/d rw - tmpfs t rw
                33 22 0:8 / /ab rw - tmpfs t rw
                """;
        assertThat(MountTable.below("/a", MountTable.parse(table))).containsExactly("/a/b c/d", "/a/b c");
    }

    @Test
    void functions_that_return_something_fail_the_forms_that_look() {
        process.symbols.put("f", 1);
        process.symbols.put("ok", 0);
        SymbolVerbs symbols = new SymbolVerbs();
        run(symbols, "call", "f");
        run(symbols, "callint", "f -5");
        run(symbols, "callret", "ok a b");
        assertThatThrownBy(() -> run(symbols, "callintret", "f 2")).hasMessage("function \"f\" returned 1");
        assertThatThrownBy(() -> run(symbols, "call", "none")).hasMessage("unable to call function \"none\"");
        run(symbols, "unix_signal", "10 f");
        assertThat(process.calls).containsExactly("call f", "call f -5", "call ok \"a b\"", "call f 2", "signal 10 f");
    }

    @Test
    void a_pipe_without_a_reader_is_no_failure() {
        run(new FifoVerbs(), "writefifo", "/run/pipe a b");
        assertThat(process.calls).containsExactly("fifo /run/pipe a b");
    }
}
