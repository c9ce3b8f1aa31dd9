package org.jwsgi.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two configurations of a uWSGI user's notes load as they are. */
class SeedConfigTest {
    @TempDir
    Path directory;

    @Test
    void the_standard_configuration() {
        Configuration configuration =
                new Loading(directory).file("mysite.ini", """
                        [uwsgi]
                        chdir = .
                        chmod-socket=664
                        module = mysite.wsgi:application
                        master = True
                        processes = %(%k * 4)
                        pidfile = /tmp/%n.pid
                        uwsgi-socket = /tmp/%n.sock
                        # stats = 127.0.0.1:1717
                        stats = /tmp/%n_stat.sock
                        vacuum = True
                        harakiri = 50
                        harakiri-verbose = True
                        listen = 8192
                        log-truncate = True
                        disable-logging = True
                        # logformat = i am a logline reporting "%(method) %(uri) %(proto)"
                        daemonize = /home/log/uwsgi/%n_uwsgi.log
                        procname-master = uwsgi --ini %n.ini (master)
                        procname = uwsgi --ini %n.ini
                        """).configuration("--ini", "mysite.ini");
        ServerOptions options = configuration.bind(ServerOptions.class);
        assertThat(options.processes()).isEqualTo(Machine.processors() * 4);
        assertThat(options.pidfile()).contains(Path.of("/tmp/mysite.pid"));
        assertThat(options.sockets()).containsExactly("/tmp/mysite.sock");
        assertThat(options.stats()).contains("/tmp/mysite_stat.sock");
        assertThat(options.procname()).contains("uwsgi --ini mysite.ini");
        assertThat(options.master()).isTrue();
        assertThat(options.logging()).isFalse();
        assertThat(configuration.warnings())
                .contains("mysite.ini:4: 'module' is an option of uWSGI that no installed plugin provides; ignored")
                .allMatch(warning ->
                        warning.endsWith("is an option of uWSGI that no installed plugin provides; ignored"));
    }

    @Test
    void the_route_cache_configuration() {
        Configuration configuration =
                new Loading(directory).file("cache.ini", """
                        [uwsgi]
                        chdir = .
                        # plugins = router_cache
                        module = mysite.wsgi:application
                        master = True
                        processes = 1
                        stats = /tmp/test_stat.sock
                        http = :9090
                        harakiri = 8

                        cpu_affinity = 1
                        log-micros = true
                        cache2 = name=mycache,items=300,hash=murmur2
                        route = ^/feedback cache:key=${REQUEST_METHOD}${REQUEST_URI}${QUERY_STRING},name=mycache,content_type=application/json
                        route = ^/feedback cachestore:key=${REQUEST_METHOD}${REQUEST_URI}${QUERY_STRING},name=mycache,expires=10
                        route = ^/feedback log:hey i am printing $1
                        autoload = true
                        """).configuration("cache.ini");
        assertThat(configuration.optionMap().get("route"))
                .hasSize(3)
                .last()
                .isEqualTo("^/feedback log:hey i am printing $1");
        assertThat(configuration.warnings())
                .contains("cache.ini:11: 'cpu_affinity' is not an option and is ignored; did you mean 'cpu-affinity'?")
                .contains("cache.ini:13: 'cache2' is an option of uWSGI that no installed plugin provides; ignored");
        assertThat(configuration.bind(ConfigOptions.class).autoload()).isTrue();
    }
}
