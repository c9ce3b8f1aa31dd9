package org.jwsgi.kernel.config;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the configuration may look at outside the files it names.
 *
 * @param directory the absolute working directory; relative names start here
 * @param environment the process environment
 * @param in standard input, read for the file name {@code -}
 * @param out where {@code print}, {@code --help} and other commands write
 * @param binary the program's path: {@code %b}, and the file that {@code data://} reads blobs from
 * @param version jwsgi's version
 */
public record Surroundings(
        Path directory, Map<String, String> environment, InputStream in, PrintStream out, Path binary, String version) {
    /** Returns the surroundings of this process. */
    public static Surroundings ofProcess(Path binary, String version) {
        return new Surroundings(Path.of("").toAbsolutePath(), System.getenv(), System.in, System.out, binary, version);
    }
}
