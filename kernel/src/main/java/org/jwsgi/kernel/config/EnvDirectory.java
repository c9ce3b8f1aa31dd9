package org.jwsgi.kernel.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads a daemontools envdir: one file for each variable, an empty file removes it, hidden files do not count. */
final class EnvDirectory {
    private EnvDirectory() {}

    static void read(LoadState state, Entry entry, String name) {
        Path directory = state.surroundings.directory().resolve(name);
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(files::add);
            Collections.sort(files);
            for (Path file : files) {
                String variable = String.valueOf(file.getFileName());
                if (!variable.startsWith(".") && Files.isRegularFile(file)) {
                    assign(state, variable, SourceReader.decode(Files.readAllBytes(file)));
                }
            }
        } catch (IOException e) {
            state.problem(
                    entry.source,
                    entry.key,
                    "cannot read the environment directory " + name + ": " + SourceReader.reason(e));
        }
    }

    private static void assign(LoadState state, String variable, String contents) {
        int end = contents.length();
        while (end > 0 && " \t\r\n".indexOf(contents.charAt(end - 1)) >= 0) {
            end--;
        }
        if (contents.isEmpty()) {
            state.removeVariable(variable);
        } else {
            state.setVariable(variable, contents.substring(0, end));
        }
    }
}
