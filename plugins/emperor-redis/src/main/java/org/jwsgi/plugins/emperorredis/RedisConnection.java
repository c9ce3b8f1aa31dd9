package org.jwsgi.plugins.emperorredis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Redis that speaks RESP version 2 (the format is that of redis.io, "Redis serialization protocol"). Blocks.
 * One thread, but for {@link #close}.
 */
final class RedisConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = (int) TimeUnit.SECONDS.toMillis(10);
    private static final int LONGEST_LINE = 65536;
    private static final int LONGEST_VALUE = 1 << 20;
    private static final int LONGEST_ARRAY = 1 << 20;

    private final Socket socket = new Socket();
    private final RedisAddress address;
    private @Nullable BufferedInputStream in;

    RedisConnection(RedisAddress address) {
        this.address = address;
    }

    /** The server has understood a command and will not carry it out. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /** Connects and logs in. */
    void open() throws IOException {
        InetSocketAddress place = new InetSocketAddress(address.host(), address.port());
        if (place.isUnresolved()) {
            throw new UnknownHostException("unknown host " + address.host());
        }
        socket.connect(place, PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        patience(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        ask(address.greeting());
    }

    /** Sets how long the server may take for each part of an answer. */
    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /** Sends commands together and returns their answers in order: a string, a {@code Long}, null or a list of these. */
    List<@Nullable Object> ask(List<List<String>> commands) throws IOException {
        send(commands);
        List<@Nullable Object> answers = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            answers.add(answer());
        }
        return answers;
    }

    /** Sends commands. */
    void send(List<List<String>> commands) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (List<String> command : commands) {
            bytes.writeBytes(("*" + command.size() + "\r\n").getBytes(UTF_8));
            for (String word : command) {
                byte[] text = word.getBytes(UTF_8);
                bytes.writeBytes(("$" + text.length + "\r\n").getBytes(UTF_8));
                bytes.writeBytes(text);
                bytes.writeBytes(new byte[] {'\r', '\n'});
            }
        }
        bytes.writeTo(socket.getOutputStream());
    }

    /**
     * Reads one answer.
     *
     * @throws RefusedException when it is an error
     */
    @Nullable
    Object answer() throws IOException {
        return answer(true);
    }

    private @Nullable Object answer(boolean mayBeArray) throws IOException {
        String line = line();
        char type = line.isEmpty() ? 0 : line.charAt(0);
        return switch (type) {
            case '+' -> line.substring(1);
            case '-' -> throw new RefusedException(line.substring(1));
            case ':' -> number(line);
            case '$' -> value(number(line));
            case '*' -> mayBeArray ? array(number(line)) : foreign();
            default -> foreign();
        };
    }

    private static Object foreign() throws IOException {
        throw new IOException("the answer is not one of Redis");
    }

    private static int checked(long length, int longest) throws IOException {
        if (length > longest) {
            throw new IOException("an answer is longer than " + longest);
        }
        return (int) length;
    }

    private static long number(String line) throws IOException {
        try {
            return Long.parseLong(line, 1, line.length(), 10);
        } catch (NumberFormatException e) {
            throw new IOException("the answer is not one of Redis", e);
        }
    }

    private @Nullable List<@Nullable Object> array(long announced) throws IOException {
        if (announced < 0) {
            return null;
        }
        int length = checked(announced, LONGEST_ARRAY);
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            elements.add(answer(false));
        }
        return elements;
    }

    private BufferedInputStream in() throws IOException {
        BufferedInputStream opened = in;
        if (opened == null) {
            throw new IOException("not connected");
        }
        return opened;
    }

    private @Nullable String value(long announced) throws IOException {
        if (announced < 0) {
            return null;
        }
        int length = checked(announced, LONGEST_VALUE);
        byte[] bytes = in().readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("the server closed the connection");
        }
        return new String(bytes, 0, length, UTF_8);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in().read(); c != '\n'; c = in().read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (line.size() > LONGEST_LINE) {
                throw new IOException("the answer is not one of Redis");
            }
            line.write(c);
        }
        String text = line.toString(UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Ends the connection; whoever reads from it gets an error. Any thread. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone all the same.
        }
    }
}
