package org.jwsgi.kernel.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kernel's own answers, such as 500 for a request that no app serves. Runs in: WORKER, on the request's core. */
final class ErrorReplies {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorReplies.class);

    private final RequestOptions options;

    ErrorReplies(RequestOptions options) {
        this.options = options;
    }

    /** Replaces whatever has been prepared by an error reply, after which the connection is closed. */
    void send(ServedResponse response, int status) throws IOException {
        String phrase = phrase(status);
        byte[] page = page(status);
        response.reset();
        response.closeAfter();
        response.status(status, phrase);
        response.header("Connection", "close");
        if (page.length > 0) {
            response.header("Content-Type", "text/html");
            response.header("Content-Length", Integer.toString(page.length));
            response.write(page, 0, page.length);
        } else {
            response.header("Content-Type", "text/plain");
            response.write(phrase.getBytes(UTF_8));
        }
    }

    private byte[] page(int status) {
        List<Path> pages = switch (status) {
            case 403, 405 -> options.errorPage403();
            case 404 -> options.errorPage404();
            case 500 -> options.errorPage500();
            default -> List.of();
        };
        for (Path path : pages) {
            try {
                return Files.readAllBytes(path);
            } catch (IOException e) {
                LOG.warn("cannot read error page {}: {}", path, e.getMessage());
            }
        }
        return new byte[0];
    }

    static String phrase(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 431 -> "Request Header Fields Too Large";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 507 -> "Insufficient Storage";
            default -> "Internal Server Error";
        };
    }
}
