package org.jwsgi.plugins.http;

import static org.jwsgi.plugins.http.HttpFixture.bytes;

import java.util.List;
import java.util.Map;
import org.jwsgi.api.contract.SocketProtocolContract;
import org.jwsgi.api.protocol.SocketProtocol;

/** What every protocol promises, and the requests that HTTP refuses. */
class HttpContractTest extends SocketProtocolContract {
    @Override
    protected SocketProtocol protocol() {
        return HttpFixture.protocol();
    }

    @Override
    protected List<Sample> samples() {
        return List.of(
                Sample.of("plain", bytes("GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n"), Map.of("PATH_INFO", "/a"), ""),
                Sample.of("http 1.0", bytes("GET / HTTP/1.0\r\n\r\n"), Map.of("SERVER_PROTOCOL", "HTTP/1.0"), ""),
                Sample.of("minor 9", bytes("GET / HTTP/1.9\r\nHost:\r\n\r\n"), Map.of("HTTP_HOST", ""), ""),
                Sample.of("empty lines first", bytes("\r\n\r\nGET /x HTTP/1.0\r\n\r\n"), Map.of("PATH_INFO", "/x"), ""),
                Sample.of(
                        "body",
                        bytes("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 005\r\n\r\nhello"),
                        Map.of("CONTENT_LENGTH", "005"),
                        "hello"),
                Sample.of(
                        "chunked",
                        bytes("POST / HTTP/1.1\r\nHost: h\r\ntransfer-encoding: Chunked\r\n\r\n"
                                + "5\r\nhello\r\n0A;a=b;\"x\"\r\n, world ..\r\n1 \t; y\r\n!\r\n00\r\n\r\n"),
                        Map.of("HTTP_TRANSFER_ENCODING", "Chunked"),
                        "hello, world ..!"),
                Sample.of(
                        "chunked with trailers",
                        bytes("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "3\r\nabc\r\n0\r\nX-Sum: 1\r\nContent-Length: 9\r\n\r\n"),
                        Map.of("REQUEST_METHOD", "POST"),
                        "abc"),
                new Sample(
                        "pipelined",
                        bytes("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n"
                                + "POST /2 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
                                + "POST /3 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nyz"
                                + "GET /4 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
                        List.of(
                                new Expected(Map.of("PATH_INFO", "/1"), ""),
                                new Expected(Map.of("PATH_INFO", "/2"), "x"),
                                new Expected(Map.of("PATH_INFO", "/3"), "yz"),
                                new Expected(Map.of("PATH_INFO", "/4"), ""))));
    }

    @Override
    protected List<Refusal> refusals() {
        return List.of(
                line("nothing like HTTP", "hello\r\n", 400),
                line("HTTP/0.9", "GET /\r\n", 400),
                line("lower case version", "GET / http/1.1\r\n", 400),
                line("version of three digits", "GET / HTTP/1.10\r\n", 400),
                line("no digit in the version", "GET / HTTP/1.x\r\n", 400),
                line("version 3", "GET / HTTP/3.0\r\n", 505),
                line("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
                line("TLS", "\u0016\u0003\u0001\u0002\u0000\u0001", 400),
                line("two spaces before the target", "GET  / HTTP/1.1\r\n", 400),
                line("two spaces behind the target", "GET /  HTTP/1.1\r\n", 400),
                line("space at the end", "GET / HTTP/1.1 \r\n", 400),
                line("tab for a space", "GET\t/ HTTP/1.1\r\n", 400),
                line("space at the start", " GET / HTTP/1.1\r\n", 400),
                line("method that is no token", "G(T / HTTP/1.1\r\n", 400),
                line("NUL in the target", "GET /\0 HTTP/1.1\r\n", 400),
                line("bare CR in the target", "GET /\r HTTP/1.1\r\n", 400),
                line("bare LF", "GET / HTTP/1.1\nHost: h\n\n", 400),
                line("too many empty lines", "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.0\r\n\r\n", 400),
                line("CONNECT", "CONNECT h:443 HTTP/1.1\r\n", 501),
                line("authority without CONNECT", "GET h:80 HTTP/1.1\r\n", 400),
                line("asterisk without OPTIONS", "GET * HTTP/1.1\r\n", 400),
                line("scheme that is not http", "GET ftp://h/ HTTP/1.1\r\n", 400),
                line("absolute target without a host", "GET http:///a HTTP/1.1\r\n", 400),
                line("user in the target", "GET http://u@h/a HTTP/1.1\r\n", 400),
                line("no Host", "GET / HTTP/1.1\r\nA: b\r\n\r\n", 400),
                line("no Host beside an absolute target", "GET http://h/ HTTP/1.1\r\n\r\n", 400),
                field("two Hosts", "Host: h", 400),
                field("no colon", "foo", 400),
                field("no name", ": x", 400),
                field("blank before the colon", "A : x", 400),
                field("blank in the name", "A b: x", 400),
                field("control character in the name", "A\u0001: x", 400),
                field("character that is not for names", "A@: x", 400),
                field("folded", "A: x\r\n b", 400),
                field("folded first", " A: x", 400),
                field("bare CR in a value", "A: x\ry", 400),
                field("bare LF in a value", "A: x\ny: z", 400),
                field("NUL in a value", "A: x\0y", 400),
                field("DEL in a value", "A: x\u007Fy", 400),
                field("control character in a value", "A: xxxxxxxxxxxx\u001Fy", 400),
                line("invalid Host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
                line("user in Host", "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n", 400),
                field("two lengths", "Content-Length: 1\r\nContent-Length: 2", 400),
                field("the same length twice", "Content-Length: 1\r\nContent-Length: 1", 400),
                field("list of lengths", "Content-Length: 5, 5", 400),
                field("length with a sign", "Content-Length: +5", 400),
                field("negative length", "Content-Length: -5", 400),
                field("hexadecimal length", "Content-Length: 0x5", 400),
                field("length with a blank", "Content-Length: 1 2", 400),
                field("empty length", "Content-Length:", 400),
                field("huge length", "Content-Length: 99999999999999999999", 413),
                field("both lengths", "Content-Length: 5\r\nTransfer-Encoding: chunked", 400),
                field("both lengths, the other way", "Transfer-Encoding: chunked\r\nContent-Length: 5", 400),
                field("two codings in two fields", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400),
                field("unknown coding", "Transfer-Encoding: xchunked", 400),
                field("identity", "Transfer-Encoding: identity", 400),
                field("chunked is not last", "Transfer-Encoding: chunked, gzip", 400),
                field("chunked twice", "Transfer-Encoding: chunked, chunked", 400),
                field("empty member", "Transfer-Encoding: , chunked", 400),
                field("quoted coding", "Transfer-Encoding: \"chunked\"", 400),
                field("vertical tab before the coding", "Transfer-Encoding: \u000Bchunked", 400),
                field("gzip and chunked", "Transfer-Encoding: gzip, chunked", 501),
                line("chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
                field("unknown expectation", "Expect: 200-ok", 417),
                field("too many variables", "a".repeat(1) + manyFields(), 431),
                chunk("no size", "\r\n", 400),
                chunk("sign", "+5\r\nhello", 400),
                chunk("negative", "-1\r\n", 400),
                chunk("prefix", "0x5\r\nhello", 400),
                chunk("no digit", "g\r\n", 400),
                chunk("blank first", " 5\r\nhello", 400),
                chunk("blank last", "5 \r\nhello", 400),
                chunk("overflow", "10000000000000000\r\n", 400),
                chunk("too many digits", "0".repeat(17) + "\r\n", 400),
                chunk("negative as a long", "ffffffffffffffff\r\n", 400),
                chunk("bare LF", "5\nhello", 400),
                chunk("bare CR", "5\rhello\r\n", 400),
                chunk("control character in an extension", "5;\0\r\nhello", 400),
                chunk("extension too long", "5;" + "x".repeat(1100) + "\r\nhello", 400),
                chunk("size too long and without an end", "5".repeat(1100), 400),
                chunk("no CR LF behind the data", "5\r\nhelloX\r\n", 400),
                chunk("LF behind the data", "5\r\nhello\n0\r\n\r\n", 400),
                chunk("trailer without a colon", "0\r\nfoo\r\n\r\n", 400),
                chunk("trailer with a bare LF", "0\r\nA: b\n\r\n", 400),
                chunk("folded trailer", "0\r\nA: b\r\n c\r\n\r\n", 400),
                chunk("trailers too long", "0\r\n" + "A: bcdefghij\r\n".repeat(400), 431),
                new Refusal("after a good request", bytes("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/2.2\r\n"), 505),
                new Refusal("long target", bytes("GET /" + "a".repeat(4096)), 414));
    }

    @Override
    protected byte[] oversizedHead(int bufferSize) {
        return bytes("GET / HTTP/1.1\r\nHost: h\r\nCookie: " + "a".repeat(bufferSize));
    }

    private static String manyFields() {
        StringBuilder fields = new StringBuilder(": x");
        for (int i = 0; i < 200; i++) {
            fields.append("\r\nb").append(i).append(": x");
        }
        return fields.toString();
    }

    private static Refusal line(String name, String connection, int status) {
        return new Refusal(name, bytes(connection), status);
    }

    private static Refusal field(String name, String fields, int status) {
        return new Refusal(name, bytes("POST / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n\r\n"), status);
    }

    private static Refusal chunk(String name, String body, int status) {
        return new Refusal(
                "chunk: " + name,
                bytes("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body),
                status);
    }
}
