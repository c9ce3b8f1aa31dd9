package org.jwsgi.plugins.emperor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Follows a path from name to name as Linux does, and looks at each file, folder and link on the way. Threads of monitors. */
final class PathWalk {
    /** What Linux follows at most, see path_resolution(7). */
    private static final int MAX_LINKS = 40;

    /** NAME_MAX of all common file systems, in bytes. */
    private static final int MAX_NAME = 255;

    /** PATH_MAX with the byte that ends it. */
    private static final int MAX_PATH = 4096;

    private PathWalk() {}

    /**
     * What the file system says of a link, a folder or a file, without following.
     *
     * @param uid its owner
     * @param mode its permissions and type
     * @param link whether it is a symbolic link
     * @param folder whether it is a directory
     */
    record Facts(int uid, int mode, boolean link, boolean folder) {
        private static Facts of(Path path) throws IOException {
            Map<String, Object> facts =
                    Files.readAttributes(path, "unix:uid,mode,isSymbolicLink,isDirectory", LinkOption.NOFOLLOW_LINKS);
            return new Facts(
                    (Integer) Objects.requireNonNull(facts.get("uid")),
                    (Integer) Objects.requireNonNull(facts.get("mode")),
                    (Boolean) Objects.requireNonNull(facts.get("isSymbolicLink")),
                    (Boolean) Objects.requireNonNull(facts.get("isDirectory")));
        }
    }

    /** Looks at one place on the way. */
    @FunctionalInterface
    interface Inspector {
        /**
         * Returns why not to go on; empty to do so.
         *
         * @param here the place, by a path without links
         * @param last whether the path ends here, unless it is a link
         */
        Optional<String> objection(Path here, Facts facts, boolean last);
    }

    /**
     * Walks a path.
     *
     * @param follow whether a link at the very end is followed
     * @return the first objection; empty when there was none up to the end
     * @throws NoSuchFileException when there is nothing of a name, or no file system takes the name for its length
     * @throws NotDirectoryException when a name is to be looked up in something else than a folder
     * @throws FileSystemLoopException when there are more links than Linux follows
     * @throws IOException when a place cannot be looked at
     */
    static Optional<String> walk(Path file, boolean follow, Inspector inspector) throws IOException {
        Deque<Path> ahead = new ArrayDeque<>();
        file.toAbsolutePath().forEach(ahead::add);
        Path at = Path.of("/");
        int links = 0;
        while (!ahead.isEmpty()) {
            String name = ahead.pop().toString();
            if (name.equals("..")) {
                at = Objects.requireNonNullElse(at.getParent(), at);
            }
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                continue;
            }
            Path here = at.resolve(name);
            if (isLonger(name, MAX_NAME)) {
                throw new NoSuchFileException(here.toString(), null, "its name is too long");
            }
            Facts facts = Facts.of(here);
            boolean last = ahead.isEmpty();
            if (facts.link() && ++links > MAX_LINKS) {
                throw new FileSystemLoopException(file.toString());
            }
            Optional<String> objection = inspector.objection(here, facts, last);
            if (objection.isPresent()) {
                return objection;
            }
            if (!facts.link()) {
                if (!facts.folder() && !last) {
                    throw new NotDirectoryException(here.toString());
                }
                at = here;
            } else if (!last || follow) {
                Path target = Files.readSymbolicLink(here);
                at = target.isAbsolute() ? Path.of("/") : at;
                Deque<Path> inserted = new ArrayDeque<>();
                target.forEach(inserted::push);
                inserted.forEach(ahead::push);
            }
        }
        return Optional.empty();
    }

    /**
     * Tells whether there is no file for sure; in doubt there is one. The exception of the JDK tells a loop of links from a
     * disk that does not answer by a text alone, which is in the language of the machine.
     *
     * @param follow whether a link at the very end is followed
     */
    static boolean leadsNowhere(Path file, boolean follow) {
        try {
            walk(file, follow, (_, _, _) -> Optional.empty());
            return isLonger(file.toString(), MAX_PATH - 1);
        } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A character that could not be read stands for one byte. */
    private static boolean isLonger(String name, int bytes) {
        return name.length() > bytes || name.replace('\uFFFD', '?').getBytes(UTF_8).length > bytes;
    }
}
