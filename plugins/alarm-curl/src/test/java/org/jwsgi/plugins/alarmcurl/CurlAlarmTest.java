package org.jwsgi.plugins.alarmcurl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmMessage;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.contract.AlarmContract;
import org.jwsgi.api.master.FakeMasterContext;

class CurlAlarmTest {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server = create();
    private int status = 200;

    private static HttpServer create() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod()
                    + ' '
                    + exchange.getRequestURI()
                    + ' '
                    + exchange.getRequestHeaders().getFirst("Authorization")
                    + ' '
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void raise(AlarmProvider provider, String argument) throws Exception {
        try (Alarm alarm = provider.create(argument, new FakeMasterContext())) {
            alarm.raise(new AlarmMessage("ops", "pay\"load\n".getBytes(UTF_8), Duration.ofSeconds(60)));
        }
    }

    @Test
    void the_message_is_the_body_after_the_head_of_a_mail() throws Exception {
        raise(new CurlAlarmProvider(), url() + "/hook?a=b");
        raise(new CurlAlarmProvider(), url() + "/x;method=PUT;subject=Subj;mail_to=a@b,c@d;auth_user=u;auth_pass=p");

        assertThat(requests)
                .containsExactly(
                        "POST /hook?a=b null pay\"load\n",
                        "PUT /x Basic dTpw To: a@b,c@d\r\nSubject: Subj\r\n\r\npay\"load\n");
    }

    @Test
    void a_webhook_gets_json() throws Exception {
        raise(new WebhookAlarmProvider(), url() + "/secret/key");

        assertThat(requests).singleElement().asString().startsWith("POST /secret/key null {\"alarm\":\"ops\"");
        assertThat(requests.getFirst()).contains("\"message\":\"pay\\\"load\"", "\"text\":", "\"host\":", "\"time\":");
    }

    @Test
    void a_refusal_is_a_failure_that_keeps_the_path_secret() {
        status = 404;

        assertThatThrownBy(() -> raise(new WebhookAlarmProvider(), url() + "/secret/key"))
                .isInstanceOf(IOException.class)
                .hasMessage("http://127.0.0.1: the server answers 404");
    }

    @Test
    void a_server_that_is_not_there_is_a_failure() {
        String gone = url();
        server.stop(0);

        assertThatThrownBy(() -> raise(new CurlAlarmProvider(), gone + "/hook"))
                .isInstanceOf(IOException.class)
                .hasMessage("http://127.0.0.1: cannot connect");
    }

    @Nested
    class Curl extends AlarmContract {
        @Override
        protected AlarmProvider provider() {
            return new CurlAlarmProvider();
        }

        @Override
        protected List<String> good() {
            return List.of(
                    "http://h/hook", "url=https://h;ssl_insecure=1;timeout=9;conn_timeout=1", "method=POST;http://h/x");
        }

        @Override
        protected List<String> bad() {
            return List.of(
                    "",
                    "subject=x",
                    "/path",
                    "http://",
                    "gopher://h/",
                    "http://h;colour=red",
                    "http://h;timeout=x",
                    "http://h;timeout=0",
                    "http://h/ /",
                    "smtp://h;mail_to=a@b");
        }
    }

    @Nested
    class Webhook extends AlarmContract {
        @Override
        protected AlarmProvider provider() {
            return new WebhookAlarmProvider();
        }

        @Override
        protected List<String> good() {
            return List.of("https://chat.example.com/hooks/abc");
        }

        @Override
        protected List<String> bad() {
            return List.of("", "ftp://h/", "https://h;subject=x");
        }
    }
}
