package org.jwsgi.plugins.hooks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.hook.HookAction;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.hook.HookException;

/** What is done to files. */
public final class FileVerbs implements HookActionProvider {
    private static final OpenOption[] REPLACE = {
        StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
    };
    private static final OpenOption[] APPEND = {StandardOpenOption.CREATE, StandardOpenOption.APPEND};
    private static final int PERMISSIONS = 0777;
    private static final int STICKY = 01000;

    /** Creates the provider; the plugin host calls this. */
    public FileVerbs() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public List<String> verbs() {
        return List.of(
                "mkdir", "chmod", "chown", "chown2", "sticky", "create", "creat", "write", "writen", "append",
                "appendn", "unlink");
    }

    @Override
    public HookAction compile(String verb, String arguments, PluginContext context) {
        return switch (verb) {
            case "chmod" -> changeMode(arguments);
            case "chown" -> changeOwner(arguments);
            case "chown2" -> changeOwnerNumbers(arguments);
            case "write", "writen", "append", "appendn" -> write(verb, arguments);
            case "mkdir" -> on(verb, arguments, Files::createDirectory);
            case "unlink" -> on(verb, arguments, FileVerbs::unlink);
            case "sticky" -> on(verb, arguments, file -> Files.setAttribute(file, "unix:mode", mode(file) | STICKY));
            default -> on(verb, arguments, file -> writeTo(file, new byte[0], REPLACE));
        };
    }

    private static HookAction on(String verb, String arguments, FileOperation operation) {
        String name = Arguments.one(arguments, verb, "<file>");
        return process -> operation.on(verb, name, process);
    }

    private static HookAction changeMode(String arguments) {
        List<String> words = Arguments.split(arguments, 2, 2, "chmod", "<file> <mode>");
        String digits = words.get(1);
        int mode;
        try {
            mode = Integer.parseInt(digits, 8) & PERMISSIONS;
        } catch (NumberFormatException e) {
            throw new HookException("invalid hook chmod mode: " + digits, e);
        }
        if (digits.length() < 3 || digits.length() > 4) {
            throw new HookException("invalid hook chmod mode: " + digits);
        }
        FileOperation operation = file -> Files.setAttribute(file, "unix:mode", mode);
        return process -> operation.on("chmod", words.getFirst(), process);
    }

    private static HookAction changeOwner(String arguments) {
        List<String> words = Arguments.split(arguments, 3, 3, "chown", "<file> <user> <group>");
        FileOperation operation = file -> {
            UserPrincipalLookupService names = file.getFileSystem().getUserPrincipalLookupService();
            PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            var owner = lookUp("unable to find uid ", words.get(1), names::lookupPrincipalByName);
            var group = lookUp("unable to find gid ", words.get(2), names::lookupPrincipalByGroupName);
            view.setGroup(group);
            view.setOwner(owner);
        };
        return process -> operation.on("chown", words.getFirst(), process);
    }

    private static HookAction changeOwnerNumbers(String arguments) {
        String syntax = "<file> <uid> <gid>";
        List<String> words = Arguments.split(arguments, 3, 3, "chown2", syntax);
        int uid = Arguments.number(words.get(1), "chown2", syntax);
        int gid = Arguments.number(words.get(2), "chown2", syntax);
        FileOperation operation = file -> {
            Files.setAttribute(file, "unix:gid", gid);
            Files.setAttribute(file, "unix:uid", uid);
        };
        return process -> operation.on("chown2", words.getFirst(), process);
    }

    private static HookAction write(String verb, String arguments) {
        boolean replaces = verb.startsWith("write");
        boolean line = verb.endsWith("n");
        List<String> words = Arguments.split(
                arguments, replaces ? 2 : 1, 2, verb, replaces ? "<file> <string>" : "<file> [<string>]");
        String text = (words.size() > 1 ? words.get(1) : "") + (line ? "\n" : "");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        FileOperation operation = file -> writeTo(file, bytes, replaces ? REPLACE : APPEND);
        return process -> operation.on(verb, words.getFirst(), process);
    }

    private static void writeTo(Path file, byte[] bytes, OpenOption[] options) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, options)) {
            out.write(bytes);
        }
    }

    private static void unlink(Path file) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("is a directory");
        }
        Files.delete(file);
    }

    private static int mode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:mode") instanceof Integer mode ? mode & 07777 : 0;
    }

    private static <T> T lookUp(String complaint, String name, Database<T> database) throws IOException {
        try {
            return database.find(name);
        } catch (UserPrincipalNotFoundException e) {
            throw new HookException(complaint + name, e);
        } catch (NoSuchFileException e) {
            throw new HookException(complaint + name + ": there is no database of users", e);
        }
    }

    /** Finds a user or group by its name. */
    private interface Database<T> {
        T find(String name) throws IOException;
    }
}
