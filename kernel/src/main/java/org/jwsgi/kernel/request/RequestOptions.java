package org.jwsgi.kernel.request;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.KeyValue;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** How requests are read, routed to apps and answered. Read in: WORKER. Names and defaults are uWSGI's. */
@OptionGroup("Requests")
public record RequestOptions(
        @Option(
                name = "buffer-size",
                shortName = 'b',
                defaultValue = "4096",
                unit = "bytes",
                help = "largest request head, up to 65535 bytes")
        int bufferSize,

        @Option(
                name = "max-vars",
                shortName = 'v',
                defaultValue = "64",
                help = "half the number of variables that a request may have")
        int maxVars,

        @Option(name = "limit-post", defaultValue = "0", unit = "bytes", help = "largest request body, 0 for no limit")
        ByteSize limitPost,

        @Option(
                name = "post-buffering",
                defaultValue = "0",
                unit = "bytes",
                help = "read bodies whole before the app runs, on disk from this size on; 0 switches it off")
        ByteSize postBuffering,

        @Option(
                name = "post-buffering-bufsize",
                defaultValue = "8192",
                unit = "bytes",
                help = "how much of a buffered body is moved at once")
        ByteSize postBufferingBufsize,

        @Option(
                name = "body-read-warning",
                defaultValue = "8",
                unit = "MB",
                help = "warn when an app reads a larger body into memory")
        ByteSize bodyReadWarning,

        @Option(
                name = "mount",
                aliases = "worker-mount",
                argument = "MOUNTPOINT=APP",
                help = "load an app under a mountpoint")
        List<KeyValue> mount,

        @Option(name = "manage-script-name", help = "set SCRIPT_NAME and PATH_INFO from the mountpoints")
        boolean manageScriptName,

        @Option(name = "ignore-script-name", help = "do not choose the app by SCRIPT_NAME")
        boolean ignoreScriptName,

        @Option(name = "no-default-app", help = "answer 500 when no app is mounted at the request's place")
        boolean noDefaultApp,

        @Option(
                name = "vhost-host",
                aliases = "vhosthost",
                implies = "vhost",
                help = "as vhost, by the Host header instead of the server name")
        boolean vhostHost,

        @Option(name = "max-apps", defaultValue = "64", min = 1, help = "largest number of apps in a worker")
        int maxApps,

        @Option(name = "allowed-modifiers", help = "modifiers that are served, separated by commas")
        Optional<String> allowedModifiers,

        @Option(name = "remap-modifier", argument = "FROM:TO,...", help = "serve a modifier as another one")
        Optional<String> remapModifier,

        @Option(name = "add-header", argument = "NAME: VALUE", help = "add a header to every response")
        List<String> addHeader,

        @Option(
                name = "del-header",
                aliases = "rem-header",
                argument = "NAME",
                help = "remove a header from every response")
        List<String> delHeader,

        @Option(
                name = "collect-header",
                argument = "HEADER VAR",
                help = "copy a response header into a request variable")
        List<String> collectHeader,

        @Option(name = "pull-header", argument = "HEADER VAR", help = "move a response header into a request variable")
        List<String> pullHeader,

        @Option(
                name = "response-headers-limit",
                aliases = "response-header-limit",
                defaultValue = "65536",
                unit = "bytes",
                help = "largest response head")
        ByteSize responseHeadersLimit,

        @Option(name = "error-page-403", help = "HTML page for errors 403 of the server itself")
        List<Path> errorPage403,

        @Option(name = "error-page-404", help = "HTML page for errors 404 of the server itself")
        List<Path> errorPage404,

        @Option(name = "error-page-500", help = "HTML page for errors 500 of the server itself")
        List<Path> errorPage500,

        @Option(name = "catch-exceptions", help = "show exceptions of apps in the response, for development only")
        boolean catchExceptions,

        @Option(name = "ignore-sigpipe", help = "do not log clients that left before their response")
        boolean ignoreSigpipe,

        @Option(name = "ignore-write-errors", help = "do not log failed writes to clients")
        boolean ignoreWriteErrors,

        @Option(
                name = "write-errors-tolerance",
                defaultValue = "0",
                help = "failed writes of a response before the app is told")
        int writeErrorsTolerance,

        @Option(
                name = "write-errors-exception-only",
                help = "tell the app of failed writes but do not count or log them")
        boolean writeErrorsExceptionOnly,

        @Option(name = "disable-write-exception", help = "do not tell the app of failed writes")
        boolean disableWriteException) {

    private static final int MAX_BUFFER_SIZE = 65_535;

    /** Clamps {@code buffer-size} as uWSGI does, and rejects what cannot be meant. */
    public RequestOptions {
        bufferSize = Math.clamp(bufferSize, 1, MAX_BUFFER_SIZE);
        ModifierRules.parse(allowedModifiers, remapModifier);
        addHeader = List.copyOf(addHeader);
        delHeader = List.copyOf(delHeader);
        collectHeader = List.copyOf(collectHeader);
        pullHeader = List.copyOf(pullHeader);
        HeaderRules.parse(addHeader, delHeader, collectHeader, pullHeader);
        if (postBufferingBufsize.bytes() == 0) {
            throw new IllegalArgumentException("post-buffering-bufsize must be at least 1");
        }
    }
}
