package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances that become other programs. */
class BinaryPatchIT {
    @TempDir
    Path directory;

    @Test
    void a_program_gets_the_arguments_of_the_server() throws Exception {
        String[] arguments = {
            "--privileged-binary-patch=echo", "--hook-pre-jail=print:before", "--hook-in-jail=print:no"
        };
        try (ServerProcess server = ServerProcess.jwsgi(directory, arguments)) {
            assertThat(server.awaitExit()).isZero();
            server.awaitLine(String.join(" ", arguments));
            assertThat(server.lines()).contains("before").doesNotContain("no");
        }
    }

    @Test
    void a_command_runs_in_the_shell_and_gives_its_exit_code() throws Exception {
        try (ServerProcess server =
                ServerProcess.jwsgi(directory, "--privileged-binary-patch-arg=echo hi $0$JWSGI_HOME; exit 4")) {
            assertThat(server.awaitExit()).isEqualTo(4);
            assertThat(server.lines()).contains("hi /bin/sh");
        }
        try (ServerProcess server = ServerProcess.jwsgi(directory, "--privileged-binary-patch=/no/such/program")) {
            assertThat(server.awaitExit()).isEqualTo(1);
            server.awaitLine("cannot run /no/such/program: no such file or directory");
        }
    }

    @Test
    void the_log_is_given_back_to_the_program() throws Exception {
        Path log = directory.resolve("log");
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--master",
                "--logger=file:" + log,
                "--privileged-binary-patch-arg=echo mine; echo mine, too >&2")) {
            assertThat(server.awaitExit()).isZero();
            assertThat(server.lines()).containsSubsequence("mine", "mine, too");
            assertThat(log).content().contains("*** Starting jwsgi").doesNotContain("mine");
        }
    }

    @Test
    void becomes_nginx_under_the_same_pid_and_ends_on_its_signals() throws Exception {
        Programs.require("nginx", "nginx-light");
        int port = Programs.freePort();
        Path prefix = Files.createDirectories(directory.resolve("nginx"));
        Path config = Files.writeString(prefix.resolve("nginx.conf"), """
                daemon off; master_process off; user root; pid %1$s/pid; error_log stderr warn;
                events { }
                http {
                    access_log off;
                    client_body_temp_path %1$s/a; proxy_temp_path %1$s/b; fastcgi_temp_path %1$s/c;
                    uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
                    server { listen 127.0.0.1:%2$d; location / { return 200 "from nginx"; } }
                }
                """.formatted(prefix, port));
        Path ini = Files.writeString(
                directory.resolve("vassal.ini"),
                "[uwsgi]\nprivileged-binary-patch-arg = exec nginx -p " + prefix + " -c " + config + " -e stderr\n");
        try (ServerProcess server = ServerProcess.jwsgi(directory, "--ini", ini.toString())) {
            Programs.awaitListening(port, server);
            assertThat(HttpClient.get(port, "/").text()).isEqualTo("from nginx");
            assertThat(Files.readString(Path.of("/proc/" + server.pid() + "/comm")))
                    .isEqualTo("nginx\n");
            server.signal("QUIT"); // blocked by the launcher: nginx hears it only if that was undone
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void becomes_a_python_server_on_a_shared_socket_without_privileges() throws Exception {
        Programs.require("python3", "python3");
        Path script = Files.writeString(directory.resolve("server.py"), """
                import http.server, os, socket
                class Answer(http.server.BaseHTTPRequestHandler):
                    def do_GET(self):
                        body = ("uid %d" % os.getuid()).encode()
                        self.send_response(200)
                        self.send_header("Content-Length", str(len(body)))
                        self.end_headers()
                        self.wfile.write(body)
                found = [n for n in map(int, os.listdir("/proc/self/fd"))
                         if n > 2 and os.path.exists("/proc/self/fd/%d" % n)
                         and os.readlink("/proc/self/fd/%d" % n).startswith("socket:")]
                print("sockets", len(found), flush=True)
                server = http.server.HTTPServer(("", 0), Answer, bind_and_activate=False)
                server.socket = socket.socket(fileno=found[0])
                server.serve_forever()
                """);
        int port = Programs.freePort();
        boolean root = "root".equals(System.getProperty("user.name"));
        // python3 closes nothing that it inherited, so that the script sees what this process was given.
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--shared-socket=127.0.0.1:" + port,
                "--socket=127.0.0.1:0",
                root ? "--uid=nobody" : "--single-interpreter",
                "--hook-as-user=print:dropped",
                "--unprivileged-binary-patch-arg=exec python3 -c 'exec(open(0).read())' <<'END'\n"
                        + Files.readString(script) + "END\n")) {
            server.awaitLine("sockets 1");
            assertThat(HttpClient.get(port, "/").text()).isEqualTo("uid " + (root ? "65534" : "" + uidOf(server)));
            assertThat(server.lines()).contains("dropped");
            server.signal("TERM");
            assertThat(server.awaitExit()).isEqualTo(128 + 15);
        }
    }

    private static Object uidOf(ServerProcess server) throws Exception {
        return Files.getAttribute(Path.of("/proc/" + server.pid()), "unix:uid");
    }
}
