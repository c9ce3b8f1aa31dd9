package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The protocols of a worker's sockets: puts requests into bytes and reads statuses, independently of jwsgi's own code. */
enum Wire {
    UWSGI("--socket") {
        @Override
        byte[] request(Map<String, String> vars, byte[] body) {
            return join(packet(0, vars), body);
        }
    },
    HTTP("--http-socket") {
        @Override
        byte[] request(Map<String, String> vars, byte[] body) {
            StringBuilder head = new StringBuilder(vars.get("REQUEST_METHOD") + " " + vars.get("REQUEST_URI"))
                    .append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
            vars.forEach((name, value) -> {
                if (name.startsWith("HTTP_") || name.equals("CONTENT_LENGTH") && !value.isEmpty()) {
                    String header = name.replaceFirst("^HTTP_", "").replace('_', '-');
                    head.append(header).append(": ").append(value).append("\r\n");
                }
            });
            return join(head.append("\r\n").toString().getBytes(UTF_8), body);
        }
    },
    FASTCGI("--fastcgi-socket") {
        @Override
        byte[] request(Map<String, String> vars, byte[] body) {
            ByteArrayOutputStream params = new ByteArrayOutputStream();
            vars.forEach((name, value) -> {
                fastcgiLength(params, name.getBytes(UTF_8).length);
                fastcgiLength(params, value.getBytes(UTF_8).length);
                params.writeBytes(name.getBytes(UTF_8));
                params.writeBytes(value.getBytes(UTF_8));
            });
            byte[] request = join(
                    record(1, new byte[] {0, 1, 0, 0, 0, 0, 0, 0}),
                    join(record(4, params.toByteArray()), record(4, new byte[0])));
            return join(request, body.length == 0 ? record(5, body) : join(record(5, body), record(5, new byte[0])));
        }
    },
    SCGI("--scgi-socket") {
        @Override
        byte[] request(Map<String, String> vars, byte[] body) {
            StringBuilder block = new StringBuilder("CONTENT_LENGTH\0" + body.length + "\0SCGI\0" + "1\0");
            vars.forEach((name, value) -> {
                if (!name.equals("CONTENT_LENGTH")) {
                    block.append(name).append('\0').append(value).append('\0');
                }
            });
            byte[] bytes = block.toString().getBytes(UTF_8);
            return join(join((bytes.length + ":").getBytes(UTF_8), bytes), join(new byte[] {','}, body));
        }
    };

    private static final Pattern STATUS = Pattern.compile("(?:HTTP/1\\.[01]|Status:) (\\d{3}) ");
    private static final Pattern BOUND = Pattern.compile("socket \\d+ bound to TCP address [^ ]*?:(\\d+) ");

    private final String option;

    Wire(String option) {
        this.option = option;
    }

    /** Puts a request into bytes. */
    abstract byte[] request(Map<String, String> vars, byte[] body);

    /** Returns a simple request. */
    byte[] request(String method, String path, byte[] body, String... moreVars) {
        int question = path.indexOf('?');
        Map<String, String> vars = new LinkedHashMap<>();
        vars.put("REQUEST_METHOD", method);
        vars.put("REQUEST_URI", path);
        vars.put("PATH_INFO", question < 0 ? path : path.substring(0, question));
        vars.put("QUERY_STRING", question < 0 ? "" : path.substring(question + 1));
        vars.put("SERVER_PROTOCOL", "HTTP/1.1");
        vars.put("CONTENT_LENGTH", body.length == 0 ? "" : Integer.toString(body.length));
        for (int i = 0; i < moreVars.length; i += 2) {
            vars.put(moreVars[i], moreVars[i + 1]);
        }
        return request(vars, body);
    }

    byte[] get(String path) {
        return request("GET", path, new byte[0]);
    }

    /** Returns the status in a raw reply, 0 when there is none. */
    static int status(byte[] reply) {
        Matcher matcher = STATUS.matcher(new String(reply, ISO_8859_1));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Returns the body in a raw reply; of FastCGI with the framing that follows. */
    static String body(byte[] reply) {
        String text = new String(reply, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? "" : text.substring(end + 4);
    }

    /** Returns the arguments that open a socket of each protocol, in the order of the constants. */
    static List<String> sockets() {
        List<String> arguments = new ArrayList<>();
        for (Wire wire : values()) {
            arguments.add(wire.option);
            arguments.add("127.0.0.1:0");
        }
        return arguments;
    }

    /** Returns the ports of a server that was started with several sockets, in their order. */
    static List<Integer> ports(ServerProcess server, int count) throws InterruptedException {
        server.awaitLines("bound to TCP address", count);
        List<Integer> ports = new ArrayList<>();
        for (String line : server.lines()) {
            Matcher matcher = BOUND.matcher(line);
            if (matcher.find()) {
                ports.add(Integer.parseInt(matcher.group(1)));
            }
        }
        return ports;
    }

    /** Returns a uwsgi packet of variables. */
    static byte[] packet(int modifier1, Map<String, String> vars) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        vars.forEach((name, value) -> {
            uwsgiString(block, name);
            uwsgiString(block, value);
        });
        return packet(modifier1, block.toByteArray());
    }

    /** Returns a uwsgi packet of any block. */
    static byte[] packet(int modifier1, byte[] block) {
        return join(new byte[] {(byte) modifier1, (byte) block.length, (byte) (block.length >> 8), 0}, block);
    }

    private static void uwsgiString(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        block.write(bytes.length);
        block.write(bytes.length >> 8);
        block.writeBytes(bytes);
    }

    /** Returns a FastCGI record of request 1. */
    static byte[] record(int type, byte[] content) {
        return join(
                new byte[] {1, (byte) type, 0, 1, (byte) (content.length >> 8), (byte) content.length, 0, 0}, content);
    }

    private static void fastcgiLength(ByteArrayOutputStream out, int length) {
        if (length < 128) {
            out.write(length);
        } else {
            out.writeBytes(
                    new byte[] {(byte) (0x80 | length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
                    });
        }
    }

    static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(first.length + second.length);
        joined.writeBytes(first);
        joined.writeBytes(second);
        return joined.toByteArray();
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
