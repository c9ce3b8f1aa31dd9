package org.jwsgi.kernel.config;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.DescriptorInput;
import org.jwsgi.kernel.posix.Memory;

/** Reads whatever a configuration may name: files, standard input and the {@code scheme://} forms. */
final class SourceReader {
    private static final int MAX_BYTES = 64 << 20;
    private static final int HTTP_TIMEOUT_MILLIS = 30_000;
    private static final char BYTE_ORDER_MARK = 0xFEFF;

    /** Why something could not be read, in the words for the operator. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;
        final int exitCode;

        Unreadable(String message, int exitCode) {
            super(message, null, false, false);
            this.exitCode = exitCode;
        }

        Unreadable(String message) {
            this(message, ExitCode.ERROR.code());
        }
    }

    private final Surroundings surroundings;
    private final Map<String, String> environment;

    SourceReader(Surroundings surroundings, Map<String, String> environment) {
        this.surroundings = surroundings;
        this.environment = environment;
    }

    /** Tells whether a location is no file name. */
    static boolean isStream(String location) {
        return location.equals("-") || location.contains("://");
    }

    /** Reads everything at a location. */
    byte[] read(String location) throws Unreadable {
        try {
            if (location.equals("-")) {
                return drain(surroundings.in());
            }
            int scheme = location.indexOf("://");
            if (scheme < 0) {
                return file(location);
            }
            return stream(location.substring(0, scheme), location.substring(scheme + 3), location);
        } catch (IOException e) {
            throw new Unreadable("cannot read " + location + ": " + reason(e));
        }
    }

    private byte[] stream(String scheme, String rest, String location) throws Unreadable, IOException {
        return switch (scheme) {
            case "http" -> http(rest, location);
            case "exec" -> exec(rest);
            case "fd" -> descriptor(rest, location);
            case "data" -> blob(rest, location);
            case "emperor" -> emperor(location);
            case "sym", "section", "call", "callint" ->
                throw new Unreadable("cannot read " + location + ": " + scheme
                        + ":// reads the symbols of a C program, which jwsgi is not");
            default -> file(location);
        };
    }

    private byte[] file(String name) throws Unreadable {
        try (InputStream in = Files.newInputStream(surroundings.directory().resolve(name))) {
            return drain(in);
        } catch (InvalidPathException | IOException e) {
            throw new Unreadable("realpath() of " + name + " failed: " + reason(e));
        }
    }

    private static byte[] drain(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException("it is larger than 64 MiB");
        }
        return bytes;
    }

    static String reason(Exception e) {
        return switch (e) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case InvalidPathException _ -> "not a file name";
            default -> {
                String message = e.getMessage();
                yield message == null ? e.getClass().getSimpleName() : message;
            }
        };
    }

    private byte[] exec(String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command);
        builder.directory(surroundings.directory().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        Process process = builder.start();
        try (InputStream in = process.getInputStream()) {
            byte[] bytes = drain(in);
            process.waitFor();
            return bytes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        } finally {
            process.destroy();
        }
    }

    private byte[] descriptor(String number, String location) throws Unreadable, IOException {
        int descriptor = index(number, location);
        return drain(descriptor == 0 ? surroundings.in() : new DescriptorInput(descriptor));
    }

    private static int index(String number, String location) throws Unreadable {
        try {
            return Integer.parseUnsignedInt(number);
        } catch (NumberFormatException e) {
            throw new Unreadable("cannot read " + location + ": \"" + number + "\" is not a number");
        }
    }

    /**
     * Reads a blob from the end of the program's file, where each blob is followed by its length in eight bytes, least
     * significant first. Number 0 is the last one.
     */
    private byte[] blob(String number, String location) throws Unreadable, IOException {
        int slot = index(number, location);
        try (RandomAccessFile file = new RandomAccessFile(surroundings.binary().toFile(), "r")) {
            long end = file.length();
            for (int i = 0; ; i++) {
                long length = -1;
                if (end >= Long.BYTES) {
                    file.seek(end - Long.BYTES);
                    length = Long.reverseBytes(file.readLong());
                    end -= Long.BYTES + length;
                }
                if (length <= 0 || end < 0 || length > MAX_BYTES) {
                    throw new Unreadable("cannot read " + location + ": " + surroundings.binary()
                            + " holds no data in slot " + number);
                }
                if (i == slot) {
                    byte[] bytes = new byte[(int) length];
                    file.seek(end);
                    file.readFully(bytes);
                    return bytes;
                }
            }
        }
    }

    /** Reads the configuration that an Emperor sends, or has sent to an earlier image of this instance. */
    private byte[] emperor(String location) throws Unreadable {
        String kept = environment.get(EmperorConfig.KEPT_VARIABLE);
        String number = environment.get(EmperorConfig.VARIABLE);
        try {
            if (kept != null) {
                return Memory.contentOf(index(kept, location));
            }
            if (number == null) {
                throw new Unreadable("cannot read " + location + ": this is not a vassal instance ("
                        + EmperorConfig.VARIABLE + " is not set)");
            }
            return new EmperorConfig(index(number, location), location).receive();
        } catch (JwsgiException e) {
            throw new Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private byte[] http(String rest, String location) throws Unreadable, IOException {
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "/" : rest.substring(slash);
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']');
        String host = port ? authority.substring(0, colon) : authority;
        int number = port ? index(authority.substring(colon + 1), location) : 80;
        if (host.isEmpty() || number > 0xffff || number < 0) {
            throw new Unreadable("cannot read " + location + ": not an address: " + authority);
        }
        try (Socket socket = new Socket()) {
            InetSocketAddress address = new InetSocketAddress(host, number);
            if (address.isUnresolved()) {
                throw new Unreadable("cannot read " + location + ": unable to resolve name " + host);
            }
            socket.connect(address, HTTP_TIMEOUT_MILLIS);
            socket.setSoTimeout(HTTP_TIMEOUT_MILLIS);
            String request = "GET " + path + " HTTP/1.0\r\nHost: " + authority + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return httpBody(drain(socket.getInputStream()), location);
        }
    }

    private byte[] httpBody(byte[] answer, String location) throws Unreadable {
        int end = endOfHead(answer);
        String head = new String(answer, 0, Math.max(end, 0), StandardCharsets.ISO_8859_1);
        int space = head.indexOf(' ');
        if (end < 0 || !head.startsWith("HTTP/") || space < 0 || !head.startsWith("2", space + 1)) {
            int line = head.indexOf('\r');
            String status = line < 0 ? "no HTTP answer" : head.substring(0, line);
            boolean vassal = environment.containsKey("UWSGI_EMPEROR_FD");
            throw new Unreadable(
                    "cannot read " + location + ": the server answered \"" + status + '"',
                    (vassal ? ExitCode.EXILE : ExitCode.ERROR).code());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(answer.length - end);
        body.write(answer, end, answer.length - end);
        return body.toByteArray();
    }

    private static int endOfHead(byte[] answer) {
        for (int i = 3; i < answer.length; i++) {
            if (answer[i] == '\n' && answer[i - 1] == '\r' && answer[i - 2] == '\n' && answer[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    /**
     * Decodes the bytes of a configuration: UTF-8, or ISO-8859-1 for a file that is not valid UTF-8. The byte order mark
     * that some editors put first is no part of the text.
     */
    static String decode(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** Returns the absolute form of a file name. */
    Path resolve(String name) throws Unreadable {
        try {
            return surroundings.directory().resolve(name);
        } catch (InvalidPathException e) {
            throw new Unreadable("not a file name: \"" + name + '"');
        }
    }
}
