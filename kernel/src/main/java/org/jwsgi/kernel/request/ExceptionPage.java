package org.jwsgi.kernel.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/** The page of {@code catch-exceptions}, in uWSGI's layout. Runs in: WORKER, on the request's core. */
final class ExceptionPage {
    private static final String UNKNOWN = "-Not available-";

    private ExceptionPage() {}

    /** Replaces whatever has been prepared by a description of the exception. */
    static void send(ServedRequest request, ServedResponse response, String language, Throwable thrown)
            throws IOException {
        response.reset();
        response.status(500, "Internal Server Error");
        response.header("Content-Type", "text/plain");
        response.write(text(request, language, thrown).getBytes(UTF_8));
    }

    private static String text(ServedRequest request, String language, Throwable thrown) {
        String name = thrown.getClass().getName();
        String message = thrown.getMessage() == null ? UNKNOWN : thrown.getMessage();
        StringBuilder page = new StringBuilder(2048);
        page.append("jwsgi exceptions catcher for \"")
                .append(request.method())
                .append(' ')
                .append(request.uri())
                .append("\" (request plugin: \"")
                .append(language)
                .append("\", modifier1: ")
                .append(request.modifier1())
                .append(")\n\nException: ")
                .append(thrown)
                .append("\n\nException class: ")
                .append(name)
                .append("\n\nException message: ")
                .append(message)
                .append("\n\nBacktrace:\n");
        for (StackTraceElement frame : thrown.getStackTrace()) {
            page.append("filename: \"")
                    .append(frame.getFileName() == null ? UNKNOWN : frame.getFileName())
                    .append("\" line: ")
                    .append(frame.getLineNumber())
                    .append(" function: \"")
                    .append(frame.getClassName())
                    .append('.')
                    .append(frame.getMethodName())
                    .append("\" text/code: \"" + UNKNOWN + "\"\n");
        }
        page.append("\n\n");
        request.vars()
                .forEach((key, value) ->
                        page.append(key).append(" = ").append(value).append('\n'));
        return page.toString();
    }
}
