package org.jwsgi.plugins.hooks;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jwsgi.api.hook.HookContext;
import org.jwsgi.api.hook.HookException;

/** Something done to one file. */
@FunctionalInterface
interface FileOperation {
    void on(Path file) throws IOException;

    /** Does it, and says what failed in one line. */
    default void on(String verb, String name, HookContext process) {
        try {
            on(process.resolve(name));
        } catch (IOException e) {
            throw new HookException("cannot " + verb + ' ' + name + ": " + reason(e), e);
        } catch (InvalidPathException e) {
            throw new HookException("cannot " + verb + ' ' + name + ": " + e.getReason(), e);
        }
    }

    /** Returns why a file operation failed; the JDK's message for the usual cases is the bare file name. */
    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException none -> "no such file or directory";
            case FileAlreadyExistsException taken -> "file exists";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
