package org.jwsgi.plugins.fastcgi;

import static org.jwsgi.plugins.fastcgi.FastcgiBytes.pairs;
import static org.jwsgi.plugins.fastcgi.FastcgiBytes.resource;

import java.util.List;
import java.util.Map;
import org.jwsgi.api.contract.SocketProtocolContract;
import org.jwsgi.api.protocol.SocketProtocol;

/** What every protocol promises, what nginx sends, and the requests that are refused. */
class FastcgiContractTest extends SocketProtocolContract {
    @Override
    protected SocketProtocol protocol() {
        return new FastcgiProtocol(new FastcgiOptions(0, 0), false, 1);
    }

    private static FastcgiBytes begun() {
        return new FastcgiBytes().begin(1, 1, 0);
    }

    @Override
    protected List<Sample> samples() {
        return List.of(
                Sample.of(
                        "nginx GET",
                        resource("nginx-get.bin"),
                        Map.of(
                                "REQUEST_METHOD", "GET",
                                "QUERY_STRING", "x=1&y=%20",
                                "REQUEST_URI", "/f/path?x=1&y=%20",
                                "CONTENT_LENGTH", "",
                                "GATEWAY_INTERFACE", "CGI/1.1",
                                "HTTP_USER_AGENT", "test-agent"),
                        ""),
                Sample.of(
                        "nginx POST",
                        resource("nginx-post.bin"),
                        Map.of("REQUEST_METHOD", "POST", "CONTENT_LENGTH", "16", "HTTP_COOKIE", "a=b"),
                        "hello=world&n=42"),
                Sample.of("no parameters", begun().params(1).stdin(1, "").bytes(), Map.of(), ""),
                Sample.of(
                        "parameters in many records, with padding",
                        begun().padded(255, Records.PARAMS, 1, "\u0001\u0003A1")
                                .padded(1, Records.PARAMS, 1, "23\u0001")
                                .padded(7, Records.PARAMS, 1, "\u0000B")
                                .padded(3, Records.PARAMS, 1, "")
                                .padded(2, Records.STDIN, 1, "")
                                .bytes(),
                        Map.of("A", "123", "B", ""),
                        ""),
                Sample.of(
                        "long lengths",
                        begun().params(1, "N".repeat(200), "v".repeat(300))
                                .stdin(1, "")
                                .bytes(),
                        Map.of("N".repeat(200), "v".repeat(300)),
                        ""),
                Sample.of(
                        "body in many records, with padding",
                        begun().params(1, "CONTENT_LENGTH", "6")
                                .padded(5, Records.STDIN, 1, "ab")
                                .padded(0, Records.STDIN, 1, "cde")
                                .padded(9, Records.STDIN, 1, "f")
                                .padded(1, Records.STDIN, 1, "")
                                .bytes(),
                        Map.of(),
                        "abcdef"),
                Sample.of(
                        "body of unknown length",
                        begun().params(1, "A", "b").stdin(1, "abc").bytes(),
                        Map.of("A", "b"),
                        "abc"),
                Sample.of(
                        "parameters ended by the body",
                        begun().record(Records.PARAMS, 1, pairs("A", "b"))
                                .stdin(1, "abc")
                                .bytes(),
                        Map.of("A", "b"),
                        "abc"),
                Sample.of(
                        "records of other requests and types",
                        begun().record(Records.PARAMS, 2, pairs("A", "2"))
                                .record(Records.DATA, 1, "file")
                                .params(1, "A", "1", "CONTENT_LENGTH", "2")
                                .record(Records.STDIN, 2, "xx")
                                .record(Records.STDIN, 1, "a")
                                .record(Records.DATA, 1, "file")
                                .record(Records.ABORT_REQUEST, 2, "")
                                .record(Records.STDIN, 1, "b")
                                .record(Records.STDIN, 1, "")
                                .bytes(),
                        Map.of("A", "1"),
                        "ab"),
                new Sample(
                        "kept connection",
                        new FastcgiBytes()
                                .begin(1, 1, 1)
                                .params(1, "A", "1")
                                .padded(8, Records.STDIN, 1, "")
                                .begin(1, 1, 1)
                                .params(1, "A", "2", "CONTENT_LENGTH", "1")
                                .stdin(1, "x")
                                .begin(300, 1, 0)
                                .params(300, "A", "3")
                                .stdin(300, "")
                                .bytes(),
                        List.of(
                                new Expected(Map.of("A", "1"), ""),
                                new Expected(Map.of("A", "2"), "x"),
                                new Expected(Map.of("A", "3"), ""))),
                Sample.of(
                        "values asked first, unknown type, second request",
                        new FastcgiBytes()
                                .record(Records.GET_VALUES, 0, pairs("FCGI_MPXS_CONNS", ""))
                                .begin(1, 1, 1)
                                .record(77, 0, "what")
                                .begin(2, 1, 1)
                                .params(1, "A", "1")
                                .stdin(1, "")
                                .bytes(),
                        Map.of("A", "1"),
                        ""));
    }

    @Override
    protected List<Refusal> refusals() {
        return List.of(
                refusal("not FastCGI", new FastcgiBytes().raw("GET / HTTP/1.0\r\n\r\n")),
                refusal("version 2", new FastcgiBytes().raw("\u0002\u0001\0\u0001\0\u0008\0\0")),
                refusal("short begin", new FastcgiBytes().record(Records.BEGIN_REQUEST, 1, "\0\u0001\0")),
                refusal("begin of request 0", new FastcgiBytes().begin(0, 1, 0)),
                refusal("begun twice", begun().begin(1, 1, 0)),
                refusal("parameters after their end", begun().params(1).record(Records.PARAMS, 1, "x")),
                refusal("no name", begun().params(1, "", "x").stdin(1, "")),
                refusal(
                        "name cut off",
                        begun().record(Records.PARAMS, 1, "\u0005\u0001A").record(Records.PARAMS, 1, "")),
                refusal(
                        "length cut off",
                        begun().record(Records.PARAMS, 1, "\u0001").record(Records.PARAMS, 1, "")),
                refusal(
                        "long length cut off",
                        begun().record(Records.PARAMS, 1, "\u0001\u0080\0\0").record(Records.PARAMS, 1, "")),
                refusal(
                        "largest lengths",
                        begun().record(Records.PARAMS, 1, "\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF")
                                .record(Records.PARAMS, 1, "")),
                refusal(
                        "body too long",
                        begun().params(1, "CONTENT_LENGTH", "2").stdin(1, "abc")),
                refusal(
                        "body too short",
                        begun().params(1, "CONTENT_LENGTH", "4").stdin(1, "abc")),
                refusal("no body", begun().params(1, "CONTENT_LENGTH", "4").stdin(1, "")),
                refusal(
                        "body of no length",
                        begun().params(1, "CONTENT_LENGTH", "0").stdin(1, "abc")),
                refusal(
                        "aborted in the body",
                        begun().params(1, "CONTENT_LENGTH", "4")
                                .record(Records.STDIN, 1, "a")
                                .record(Records.ABORT_REQUEST, 1, "")),
                new Refusal(
                        "huge body",
                        begun().params(1, "CONTENT_LENGTH", "99999999999999999999")
                                .bytes(),
                        413),
                new Refusal(
                        "too many variables",
                        begun().record(Records.PARAMS, 1, pairs("A", "b").repeat(201))
                                .record(Records.PARAMS, 1, "")
                                .bytes(),
                        431),
                refusal("huge question", new FastcgiBytes().record(Records.GET_VALUES, 0, "x".repeat(5000))));
    }

    @Override
    protected byte[] oversizedHead(int bufferSize) {
        return begun().record(Records.PARAMS, 1, pairs("A", "x".repeat(100)))
                .record(Records.PARAMS, 1, pairs("B", "x".repeat(bufferSize - 50)))
                .bytes();
    }

    private static Refusal refusal(String name, FastcgiBytes bytes) {
        return new Refusal(name, bytes.bytes(), 400);
    }
}
