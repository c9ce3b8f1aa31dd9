package org.jwsgi.plugins.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jwsgi.api.contract.ConnectionScript;
import org.jwsgi.api.contract.ConnectionScript.BufferShape;
import org.jwsgi.api.contract.Exchange;

/** Any split of valid input decodes the same; any bytes end in a decision. */
class HttpFuzzTest {
    @Property(tries = 400)
    void any_split_of_valid_requests_decodes_the_same(
            @ForAll("connections") String connection, @ForAll @Size(max = 6) Set<@IntRange(max = 600) Integer> cuts) {
        List<Exchange> whole = play(BufferShape.HEAP, List.of(HttpFixture.bytes(connection)));
        assertThat(whole).isNotEmpty().allMatch(Exchange.Served.class::isInstance);
        assertThat(play(BufferShape.DIRECT, split(HttpFixture.bytes(connection), cuts)))
                .isEqualTo(whole);
    }

    @Property(tries = 1000)
    void any_bytes_end_in_a_decision(
            @ForAll("soup") String soup, @ForAll @Size(max = 4) Set<@IntRange(max = 200) Integer> cuts) {
        byte[] bytes = HttpFixture.bytes(soup);
        assertThat(play(BufferShape.DIRECT, split(bytes, cuts))).isEqualTo(play(BufferShape.HEAP, List.of(bytes)));
    }

    /** Several requests on one connection. */
    @Provide
    Arbitrary<String> connections() {
        return request().list().ofMinSize(1).ofMaxSize(3).map(requests -> String.join("", requests));
    }

    private static Arbitrary<String> request() {
        Arbitrary<String> method = Arbitraries.of("GET", "POST", "HEAD", "PUT", "X-Y_Z");
        Arbitrary<String> target = Arbitraries.strings()
                .withChars("abc/.%?=&#;+~ü")
                .ofMaxLength(40)
                .map(path -> "/" + path);
        Arbitrary<String> value = Arbitraries.strings().withChars("ab \t,;=é").ofMaxLength(30);
        Arbitrary<String> field = Combinators.combine(
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8), value)
                .as((name, text) -> "x-" + name + ": " + text + "\r\n");
        Arbitrary<String> body = Arbitraries.strings().withChars("xyz\r\n\0").ofMaxLength(60);
        return Combinators.combine(
                        method,
                        target,
                        field.list().ofMaxSize(5),
                        body,
                        Arbitraries.integers().between(0, 7))
                .as(HttpFuzzTest::render);
    }

    private static String render(String method, String target, List<String> fields, String body, int chunk) {
        String head = method + " " + target + " HTTP/1.1\r\nHost: h\r\n" + String.join("", fields);
        if (chunk == 0) {
            return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        }
        StringBuilder chunks = new StringBuilder();
        for (int at = 0; at < body.length(); at += chunk) {
            String piece = body.substring(at, Math.min(at + chunk, body.length()));
            chunks.append(Integer.toHexString(piece.length()))
                    .append("\r\n")
                    .append(piece)
                    .append("\r\n");
        }
        return head + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n";
    }

    /** Pieces of HTTP in any order, with some noise. */
    @Provide
    Arbitrary<String> soup() {
        Arbitrary<String> piece = Arbitraries.of(
                "GET ",
                "POST",
                " ",
                "/",
                "/a?b",
                "*",
                "http://h/",
                " HTTP/1.1",
                " HTTP/1.0",
                "\r\n",
                "\r",
                "\n",
                "\r\n\r\n",
                "Host: h",
                "Host:",
                "Content-Length: ",
                "Transfer-Encoding: chunked",
                "Expect: 100-continue",
                "5",
                "0",
                "\0",
                ":",
                ";",
                "\u0016\u0003",
                "GET / HTTP/1.1\r\nHost: h\r\n",
                "\r\nTransfer-Encoding: chunked\r\n\r\n");
        Arbitrary<String> noise =
                Arbitraries.strings().withCharRange('\0', '\u00FF').ofMaxLength(4);
        return Arbitraries.oneOf(piece, piece, piece, noise)
                .list()
                .ofMaxSize(25)
                .map(list -> String.join("", list));
    }

    private static List<byte[]> split(byte[] bytes, Set<Integer> cuts) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int cut : cuts.stream().sorted().toList()) {
            int to = Math.min(Math.max(cut, from), bytes.length);
            pieces.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        pieces.add(Arrays.copyOfRange(bytes, from, bytes.length));
        return pieces;
    }

    private static List<Exchange> play(BufferShape shape, List<byte[]> pieces) {
        return ConnectionScript.run(HttpFixture.protocol().open(HttpFixture.TCP), shape, pieces);
    }
}
