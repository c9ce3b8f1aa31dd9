package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads. */
class PrometheusIT {
    private static final Pattern PORT = Pattern.compile("Prometheus server enabled on 127\\.0\\.0\\.1:(\\d+) ");

    @TempDir
    Path directory;

    @Test
    void shows_workers_sockets_memory_and_metrics_of_the_configuration() throws Exception {
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--http-socket",
                "127.0.0.1:0",
                "--jwsgi",
                Programs.app("Probe"),
                "--prometheus",
                "127.0.0.1:0",
                "--metric",
                "name=shop.orders,initial_value=7")) {
            int port = server.awaitPort();
            server.awaitReady();
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            Matcher line = PORT.matcher(server.awaitLine("Prometheus server enabled on "));
            assertThat(line.find()).isTrue();
            int prometheus = Integer.parseInt(line.group(1));
            ProcessLook.await(
                    "the request is counted",
                    () -> HttpClient.get(prometheus, "/metrics")
                            .text()
                            .contains("\njwsgi_worker_requests_total{worker=\"1\"} 1\n"));

            HttpClient.Reply reply = HttpClient.get(prometheus, "/metrics");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.headers()).containsEntry("content-type", "text/plain; version=0.0.4; charset=utf-8");
            assertThat(reply.text())
                    .contains("# TYPE jwsgi_worker_requests_total counter\n")
                    .contains("\njwsgi_metric_shop_orders_total 7\n")
                    .containsPattern("\njwsgi_worker_resident_memory_bytes\\{worker=\"1\"\\} [1-9]\\d{6,}\n")
                    .containsPattern("\njwsgi_master_resident_memory_bytes [1-9]\\d{6,}\n")
                    .contains("\njwsgi_socket_listen_queue{socket=\"127.0.0.1:" + port + "\",protocol=\"http\"} 0\n");
        }
    }
}
