package org.jwsgi.plugins.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jwsgi.plugins.http.HttpFixture.TCP;
import static org.jwsgi.plugins.http.HttpFixture.UNIX;
import static org.jwsgi.plugins.http.HttpFixture.head;
import static org.jwsgi.plugins.http.HttpFixture.protocol;
import static org.jwsgi.plugins.http.HttpFixture.vars;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.api.request.RequestVars;

/** The variables of a request, as uWSGI 2.0.21 made them for the same bytes unless a test says otherwise. */
class HttpVariablesTest {
    @Test
    void order_with_a_query() {
        assertThat(vars(
                        protocol().open(TCP),
                        "GET /p?a=b HTTP/1.1\r\nHost: x:1\r\nUser-Agent: u\r\nX-Foo: 1\r\n"
                                + "Content-Type: t\r\nContent-Length: 0\r\nx-foo: 2\r\n\r\n"))
                .containsExactly(
                        "REQUEST_METHOD=GET",
                        "PATH_INFO=/p",
                        "REQUEST_URI=/p?a=b",
                        "QUERY_STRING=a=b",
                        "SERVER_PROTOCOL=HTTP/1.1",
                        "SCRIPT_NAME=",
                        "SERVER_NAME=machine",
                        "SERVER_PORT=8080",
                        "REMOTE_ADDR=192.0.2.7",
                        // uWSGI's http-socket does not send it
                        "REMOTE_PORT=40000",
                        "HTTP_HOST=x:1",
                        "HTTP_USER_AGENT=u",
                        "HTTP_X_FOO=1, 2",
                        "CONTENT_TYPE=t",
                        "CONTENT_LENGTH=0");
    }

    @Test
    void order_without_a_query_on_a_unix_socket() {
        assertThat(vars(protocol().open(UNIX), "GET /p HTTP/1.0\r\n\r\n"))
                .containsExactly(
                        "REQUEST_METHOD=GET",
                        "REQUEST_URI=/p",
                        "PATH_INFO=/p",
                        "QUERY_STRING=",
                        "SERVER_PROTOCOL=HTTP/1.0",
                        "SCRIPT_NAME=",
                        "SERVER_NAME=machine",
                        "SERVER_PORT=80",
                        "REMOTE_ADDR=0.0.0.0");
    }

    @Test
    void router_sockets_say_so_and_have_their_own_modifiers() {
        HttpProtocol router =
                new HttpProtocol(HttpFixture.options(Optional.empty()), 5, 6, true, System::currentTimeMillis);
        RequestHead head = head(router.open(TCP), "GET / HTTP/1.0\r\n\r\n");
        assertThat(head.modifier1()).isEqualTo(5);
        assertThat(head.modifier2()).isEqualTo(6);
        assertThat(vars(router.open(TCP), "GET / HTTP/1.0\r\n\r\n"))
                .containsSequence(
                        "SERVER_PORT=8080", "UWSGI_ROUTER=http", "REMOTE_ADDR=192.0.2.7", "REMOTE_PORT=40000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "/a%2fb => /a/b",
                "/a/../b => /b",
                "/../../x => /x",
                "/a/b/../../../c => /c",
                "/a/./b//c => /a/b//c",
                "/a/.. => /",
                "/a/. => /a/",
                "/a/..%2fb => /a/../b",
                "/%2e%2e/x => /../x",
                "/%zz => /\\0",
                "/a%00b => /a\\0b",
                "/a% => /a",
                "/a%%41 => /a%41",
                "/x#frag => /x",
                "/a+b => /a+b",
                "/a%4 => /a",
                "/a%4z => /a\\0",
                "/a%z4 => /a\\0",
                "/a%4%41 => /a\\041",
                "/a//../b => /a/b",
                "/... => /...",
                "/..a => /..a",
                "/a/..b/c => /a/..b/c",
                "/. => /",
                "/./ => /",
                "/../ => /",
                "/a/../../b/ => /b/",
                "/% => /",
                "/%% => /%",
                "// => //",
                "//a => //a",
                "/a/b/../c/./d/.. => /a/c/",
                "/a%25b => /a%b",
                "/.../b => /.../b",
                "/a/.b => /a/.b",
                "/a../b => /a../b",
                "//../a => /a",
                "/a///../b => /a//b",
                "/a%% => /a%",
                "/%C3%BC => /ü",
            })
    void path_info(String path, String expected) {
        RequestVars vars =
                head(protocol().open(TCP), "GET " + path + " HTTP/1.0\r\n\r\n").vars();
        assertThat(vars.get("PATH_INFO")).isEqualTo(expected.replace("\\0", "\0"));
        assertThat(vars.get("REQUEST_URI")).isEqualTo(path);
        assertThat(vars.get("QUERY_STRING")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {"/?a?b => / => a?b", "/x?a#b => /x => a#b", "/x#f?q => /x => q", "/a/..?x%20y => / => x%20y"})
    void path_info_and_query(String target, String path, String query) {
        RequestVars vars = head(protocol().open(TCP), "GET " + target + " HTTP/1.0\r\n\r\n")
                .vars();
        assertThat(vars.get("PATH_INFO")).isEqualTo(path);
        assertThat(vars.get("QUERY_STRING")).isEqualTo(query);
        assertThat(vars.get("REQUEST_URI")).isEqualTo(target);
    }

    @Test
    void path_above_the_root_is_the_root() {
        // uWSGI gives an empty PATH_INFO here; RFC 3986, 5.2.4 gives a slash
        assertThat(head(protocol().open(TCP), "GET /.. HTTP/1.0\r\n\r\n").vars().get("PATH_INFO"))
                .isEqualTo("/");
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:81/abs?q=1, h:81, /abs?q=1, /abs, q=1",
        "HTTPS://[::1], [::1], /, /, ''",
        "http://h?q, h, /?q, /, q",
    })
    void absolute_target(String target, String host, String uri, String path, String query) {
        // RFC 9112, 3.2.2: the target's host overrides the field
        RequestVars vars = head(protocol().open(TCP), "GET " + target + " HTTP/1.1\r\nHost: other\r\n\r\n")
                .vars();
        assertThat(vars.get("HTTP_HOST")).isEqualTo(host);
        assertThat(vars.get("REQUEST_URI")).isEqualTo(uri);
        assertThat(vars.get("PATH_INFO")).isEqualTo(path);
        assertThat(vars.get("QUERY_STRING")).isEqualTo(query);
    }

    @ParameterizedTest
    @CsvSource({"*", "http://h"})
    void asterisk_target(String target) {
        RequestVars vars = head(protocol().open(TCP), "OPTIONS " + target + " HTTP/1.1\r\nHost: h\r\n\r\n")
                .vars();
        assertThat(vars.get("PATH_INFO")).isEqualTo("*");
        assertThat(vars.get("REQUEST_URI")).isEqualTo("*");
    }

    @Test
    void underscores_are_accepted() {
        assertThat(vars(protocol().open(TCP), "GET / HTTP/1.0\r\nUnder_score: kept\r\nUnder_score: too\r\n\r\n"))
                .contains("HTTP_UNDER_SCORE=kept, too");
    }

    @ParameterizedTest
    @CsvSource({"X_Real_IP: evil, X-Real-IP: good", "X-Real-IP: good, X_Real_IP: evil"})
    void dashes_win_over_underscores(String first, String second) {
        RequestVars vars = head(protocol().open(TCP), "GET / HTTP/1.0\r\n" + first + "\r\n" + second + "\r\n\r\n")
                .vars();
        assertThat(vars.get("HTTP_X_REAL_IP")).isEqualTo("good");
        assertThat(vars.size()).isEqualTo(11);
    }

    @Test
    void fields_that_look_like_framing_are_dropped() {
        RequestHead head = head(
                protocol().open(TCP),
                "GET / HTTP/1.0\r\nContent_Length: 5\r\nContent_Type: t\r\nTransfer_Encoding: chunked\r\n\r\n");
        assertThat(head.contentLength()).isZero();
        assertThat(head.framedBody()).isFalse();
        assertThat(head.vars().size()).isEqualTo(10);
    }

    @Test
    void proxy_makes_no_variable() {
        assertThat(head(protocol().open(TCP), "GET / HTTP/1.0\r\nProxy: http://evil/\r\n\r\n")
                        .vars()
                        .contains("HTTP_PROXY"))
                .isFalse();
    }

    @Test
    void blanks_around_a_value_go() {
        assertThat(vars(protocol().open(TCP), "GET / HTTP/1.0\r\nA: \t x\t y \t \r\nB:\r\nC: ü\r\n\r\n"))
                .contains("HTTP_A=x\t y", "HTTP_B=");
    }

    @Test
    void many_different_fields_stay_apart() {
        StringBuilder request = new StringBuilder("GET / HTTP/1.0\r\n");
        for (int i = 0; i < 100; i++) {
            request.append("X-").append(i).append(": ").append(i).append("\r\n");
        }
        RequestVars vars = head(protocol().open(TCP), request + "\r\n").vars();
        for (int i = 0; i < 100; i++) {
            assertThat(vars.get("HTTP_X_" + i)).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void a_head_of_exactly_the_buffer_size_fits() {
        String start = "GET / HTTP/1.0\r\nA: ";
        String fits = start + "x".repeat(4096 - start.length() - 4) + "\r\n\r\n";
        assertThat(head(protocol().open(TCP), fits).vars().contains("HTTP_A")).isTrue();
        String tooLong = start + "x".repeat(4097 - start.length() - 4) + "\r\n\r\n";
        assertThat(protocol().open(TCP).decode(ByteBuffer.wrap(HttpFixture.bytes(tooLong))))
                .isEqualTo(new Decoded.Malformed(431, "invalid HTTP request size (max 4096)...skip"));
    }

    @Test
    void as_many_variables_as_max_vars_allows() {
        StringBuilder request = new StringBuilder("GET / HTTP/1.0\r\n");
        for (int i = 0; i < 128 - 10; i++) {
            request.append("X").append(i).append(": 1\r\n");
        }
        assertThat(head(protocol().open(TCP), request + "\r\n").vars().size()).isEqualTo(128);
        assertThat(protocol().open(TCP).decode(ByteBuffer.wrap(HttpFixture.bytes(request + "One-More: 1\r\n\r\n"))))
                .isInstanceOf(Decoded.Malformed.class)
                .hasToString("Malformed[status=431, reason=too many request headers (max vec size reached)]");
    }

    @Test
    void lists_of_connection_options() {
        assertThat(List.of("close", "keep-alive, Close", " ,close\t,x")).allSatisfy(value -> {
            var codec = protocol().open(TCP);
            head(codec, "GET / HTTP/1.1\r\nHost: h\r\nConnection: " + value + "\r\n\r\n");
            var framing = codec.respond(new org.jwsgi.api.protocol.ResponseHead(200, null, List.of(), 0, true));
            assertThat(framing.keepsConnection(0)).isFalse();
        });
    }
}
