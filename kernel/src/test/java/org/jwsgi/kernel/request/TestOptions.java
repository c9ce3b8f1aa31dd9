package org.jwsgi.kernel.request;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.KeyValue;
import org.jwsgi.api.option.Option;

/** Request options with their declared defaults, to be changed by tests before they are built. */
final class TestOptions {
    int bufferSize = Integer.parseInt(declaredDefault("bufferSize"));
    int maxVars = Integer.parseInt(declaredDefault("maxVars"));
    long limitPost;
    long postBuffering;
    List<KeyValue> mount = List.of();
    boolean manageScriptName;
    boolean ignoreScriptName;
    boolean noDefaultApp;
    boolean vhost;
    boolean vhostHost;
    int maxApps = Integer.parseInt(declaredDefault("maxApps"));
    Optional<String> allowedModifiers = Optional.empty();
    Optional<String> remapModifier = Optional.empty();
    List<String> addHeader = List.of();
    List<String> delHeader = List.of();
    List<String> collectHeader = List.of();
    List<String> pullHeader = List.of();
    long responseHeadersLimit = Long.parseLong(declaredDefault("responseHeadersLimit"));
    List<Path> errorPage500 = List.of();
    boolean catchExceptions;
    boolean disableWriteException;

    static String declaredDefault(String component) {
        for (var recordComponent : RequestOptions.class.getRecordComponents()) {
            if (recordComponent.getName().equals(component)) {
                Option option = recordComponent.getAnnotation(Option.class);
                return option.defaultValue();
            }
        }
        throw new AssertionError("no component " + component);
    }

    RequestOptions build() {
        return new RequestOptions(
                bufferSize,
                maxVars,
                new ByteSize(limitPost),
                new ByteSize(postBuffering),
                new ByteSize(8192),
                new ByteSize(8 << 20),
                mount,
                manageScriptName,
                ignoreScriptName,
                noDefaultApp,
                vhostHost,
                maxApps,
                allowedModifiers,
                remapModifier,
                addHeader,
                delHeader,
                collectHeader,
                pullHeader,
                new ByteSize(responseHeadersLimit),
                List.of(),
                List.of(),
                errorPage500,
                catchExceptions,
                false,
                false,
                0,
                false,
                disableWriteException);
    }
}
