package org.jwsgi.plugins.fsreload;

import java.nio.file.Path;
import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The paths that are watched.
 *
 * @param gracefully those that reload the instance gracefully
 * @param brutally those that reload it brutally
 */
@OptionGroup("File system")
record FsReloadOptions(
        @Option(
                name = "fs-reload",
                help = "reload the instance gracefully as soon as a file, or anything in a folder, changes",
                argument = "PATH",
                implies = "master")
        List<Path> gracefully,

        @Option(
                name = "fs-brutal-reload",
                help = "reload the instance brutally as soon as a file, or anything in a folder, changes",
                argument = "PATH",
                implies = "master")
        List<Path> brutally) {
    FsReloadOptions {
        gracefully = List.copyOf(gracefully);
        brutally = List.copyOf(brutally);
    }

    boolean none() {
        return gracefully.isEmpty() && brutally.isEmpty();
    }
}
