package org.jwsgi.plugins.hooks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.contract.HookActionContract;
import org.jwsgi.api.hook.FakeHookContext;
import org.jwsgi.api.hook.HookActionProvider;

/** Every provider of this plugin keeps what providers of verbs promise. */
class VerbsContractTest {
    @Nested
    class Process extends HookActionContract {
        @Override
        protected HookActionProvider provider() {
            return new ProcessVerbs();
        }

        @Override
        protected Map<String, String> good() {
            return Map.of(
                    "cd",
                    "/",
                    "chdir",
                    "/tmp",
                    "putenv",
                    "A=b=c",
                    "exec",
                    "true",
                    "safeexec",
                    "false",
                    "exit",
                    "5",
                    "hostname",
                    "box",
                    "print",
                    "",
                    "log",
                    "a b");
        }

        @Override
        protected Map<String, String> bad() {
            return Map.of("cd", "", "putenv", "novalue", "exit", "five", "hostname", "");
        }
    }

    @Nested
    class File extends HookActionContract {
        @Override
        protected HookActionProvider provider() {
            return new FileVerbs();
        }

        @Override
        protected Map<String, String> good() {
            return Map.ofEntries(
                    Map.entry("mkdir", "d"),
                    Map.entry("chmod", "f 644"),
                    Map.entry("chown", "f root root"),
                    Map.entry("chown2", "f 0 0"),
                    Map.entry("sticky", "f"),
                    Map.entry("create", "c"),
                    Map.entry("creat", "c"),
                    Map.entry("write", "w a text"),
                    Map.entry("writen", "w a text"),
                    Map.entry("append", "w"),
                    Map.entry("appendn", "w"),
                    Map.entry("unlink", "nothing"));
        }

        @Override
        protected Map<String, String> bad() {
            return Map.of(
                    "mkdir",
                    "",
                    "chmod",
                    "f 9",
                    "chown",
                    "f root",
                    "chown2",
                    "f root root",
                    "write",
                    "f",
                    "append",
                    "",
                    "unlink",
                    "");
        }
    }

    @Nested
    class Fifo extends HookActionContract {
        @Override
        protected HookActionProvider provider() {
            return new FifoVerbs();
        }

        @Override
        protected Map<String, String> good() {
            return Map.of("writefifo", "/run/fifo r", "spinningfifo", "/run/fifo a b");
        }

        @Override
        protected Map<String, String> bad() {
            return Map.of("writefifo", "/run/fifo", "spinningfifo", "");
        }

        @Override
        protected void prepare(FakeHookContext process) {
            process.readFifos.add("/run/fifo");
        }
    }

    @Nested
    class Mount extends HookActionContract {
        @Override
        protected HookActionProvider provider() {
            return new MountVerbs();
        }

        @Override
        protected Map<String, String> good() {
            return Map.of("mount", "none /a /b bind,ro", "umount", "/b rec,detach");
        }

        @Override
        protected Map<String, String> bad() {
            return Map.of("mount", "none /a /b readwrite", "umount", "");
        }
    }

    @Nested
    class Symbol extends HookActionContract {
        @Override
        protected HookActionProvider provider() {
            return new SymbolVerbs();
        }

        @Override
        protected Map<String, String> good() {
            return Map.of(
                    "call",
                    "sync",
                    "callret",
                    "sync",
                    "callint",
                    "abs -5",
                    "callintret",
                    "abs 0",
                    "unix_signal",
                    "10 exit");
        }

        @Override
        protected Map<String, String> bad() {
            return Map.of("call", "", "callint", "abs five", "unix_signal", "10");
        }
    }

    @Nested
    class Wait extends HookActionContract {
        @Override
        protected HookActionProvider provider() {
            return new WaitVerbs();
        }

        @Override
        protected PluginContext context() {
            Duration now = Duration.ZERO;
            return new FakePluginContext(
                    new WaitOptions(List.of(), now, List.of(), List.of(), List.of(), List.of(), now, List.of(), now));
        }

        @Override
        protected Map<String, String> good() {
            return Map.of(
                    "wait_for_fs", "/",
                    "wait_for_file", "/etc/passwd",
                    "wait_for_dir", "/",
                    "wait_for_mountpoint", "/",
                    "wait_for_socket", "/nowhere.sock",
                    "wait_for_interface", "lo");
        }

        @Override
        protected Map<String, String> bad() {
            return Map.of("wait_for_fs", "", "wait_for_socket", "host:port");
        }
    }
}
