package org.jwsgi.plugins.jwsgi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.Response;

/**
 * Sends what an application returned: an array of status, headers and body. Runs in: WORKER, on the request's thread.
 * Stateless.
 *
 * <p>The usual kinds of status, header and body are told apart by plain tests and only the others by pattern switches,
 * whose first use costs milliseconds. Everything is checked before the first byte leaves, so a wrong answer becomes a 500 and never half a response.
 * The texts of the exceptions begin with uWSGI's log lines for the same mistakes.
 */
final class ResponseWriter {
    private static final int STREAM_BUFFER = 8192;

    private ResponseWriter() {}

    /**
     * Sends an application's answer.
     *
     * @throws InvalidResponseException when it is not in the form that JWSGI asks for
     * @throws IOException when the body cannot be read or the client not be written to
     */
    static void write(Object @Nullable [] answer, Response response) throws InvalidResponseException, IOException {
        if (answer == null) {
            throw new InvalidResponseException("invalid JWSGI response object: the application returned null");
        }
        if (answer.length != 3) {
            throw new InvalidResponseException(
                    "invalid JWSGI response object: expected {status, headers, body}, got an array of length "
                            + answer.length);
        }
        Object body = answer[2];
        try {
            int status = status(answer[0]);
            if (!isBody(body)) {
                throw new InvalidResponseException("unsupported JWSGI response body type: " + typeOf(body));
            }
            response.status(status, null);
            headers(answer[1], response);
        } catch (InvalidResponseException | RuntimeException e) {
            closeUnread(body, e);
            throw e;
        }
        if (body instanceof String text) {
            text(text, response);
        } else {
            otherBody(body, response);
        }
    }

    private static void closeUnread(@Nullable Object body, Exception reason) {
        if (body instanceof InputStream stream) {
            try {
                stream.close();
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
    }

    private static int status(@Nullable Object status) throws InvalidResponseException {
        if (!(status instanceof Integer) && !(status instanceof Long)) {
            throw new InvalidResponseException(
                    "invalid JWSGI response object: the status must be an Integer or Long, not " + typeOf(status));
        }
        long code = ((Number) status).longValue();
        if (code < 100 || code > 999) {
            throw new InvalidResponseException(
                    "invalid JWSGI response object: the status must have three digits, not be " + code);
        }
        return (int) code;
    }

    private static void headers(@Nullable Object headers, Response response) throws InvalidResponseException {
        if (!(headers instanceof Map<?, ?> map)) {
            throw new InvalidResponseException(
                    "unsupported response headers type !!! (must be java/util/HashMap): " + typeOf(headers));
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new InvalidResponseException(
                        "headers key must be java/lang/String !!!: it is " + typeOf(entry.getKey()));
            }
            if (entry.getValue() instanceof String value) {
                response.header(name, value);
            } else {
                severalValues(name, entry.getValue(), response);
            }
        }
    }

    private static void severalValues(String name, @Nullable Object values, Response response)
            throws InvalidResponseException {
        switch (values) {
            case String[] array -> {
                for (String value : array) {
                    headerItem(name, value, response);
                }
            }
            case Iterable<?> items -> {
                for (Object value : items) {
                    headerItem(name, value, response);
                }
            }
            case null, default ->
                throw new InvalidResponseException(
                        "unsupported header value !!! (must be java/lang/String or [java/lang/String): the value of \""
                                + name + "\" is " + typeOf(values));
        }
    }

    private static void headerItem(String name, @Nullable Object value, Response response)
            throws InvalidResponseException {
        if (!(value instanceof String text)) {
            throw new InvalidResponseException(
                    "headers value must be java/lang/String !!!: an item of \"" + name + "\" is " + typeOf(value));
        }
        response.header(name, text);
    }

    private static boolean isBody(@Nullable Object body) {
        return body == null
                || body instanceof String
                || body instanceof String[]
                || body instanceof byte[]
                || body instanceof File
                || body instanceof InputStream
                || body instanceof Iterable
                || body instanceof Iterator;
    }

    private static void otherBody(@Nullable Object body, Response response) throws IOException {
        switch (body) {
            case null -> {}
            case String[] texts -> {
                for (String text : texts) {
                    item(text, response);
                }
            }
            case byte[] bytes -> response.write(bytes);
            case File file -> file(file.toPath(), response);
            // A path is an Iterable of its names, which nobody means to send.
            case Path path -> file(path, response);
            case InputStream stream -> stream(stream, response);
            case Collection<?> items -> {
                for (Object item : items) {
                    item(item, response);
                }
            }
            case Iterable<?> items -> items(items.iterator(), response);
            case Iterator<?> items -> items(items, response);
            default -> throw new IllegalArgumentException(typeOf(body));
        }
    }

    /** Sends items that may take time to appear; each leaves at once. */
    private static void items(Iterator<?> items, Response response) throws IOException {
        while (items.hasNext()) {
            item(items.next(), response);
            response.flush();
        }
    }

    private static void item(@Nullable Object item, Response response) throws IOException {
        switch (item) {
            case null -> {}
            case byte[] bytes -> response.write(bytes);
            default -> text(item.toString(), response);
        }
    }

    private static void text(@Nullable String text, Response response) throws IOException {
        if (text != null && !text.isEmpty()) {
            response.write(text.getBytes(UTF_8));
        }
    }

    private static void file(Path file, Response response) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > 0) {
                response.write(channel, 0, size);
            }
        }
    }

    private static void stream(InputStream stream, Response response) throws IOException {
        try (stream) {
            boolean inMemory = stream instanceof ByteArrayInputStream;
            byte[] buffer = new byte[STREAM_BUFFER];
            int count = stream.read(buffer);
            while (count >= 0) {
                response.write(buffer, 0, count);
                // A stream that has no more for now may be waiting for something; do not let the client wait, too.
                if (!inMemory && count < STREAM_BUFFER && stream.available() == 0) {
                    response.flush();
                }
                count = stream.read(buffer);
            }
        }
    }

    private static String typeOf(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getTypeName();
    }
}
