package org.jwsgi.plugins.emperordir;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.PollingMonitor;
import org.jwsgi.api.emperor.VassalSpec;

/** Lists one directory, hidden files included, those in its folders not. A vassal's name is the name of its file. */
final class DirMonitor implements PollingMonitor {
    private final Path directory;
    private final MonitorContext context;

    DirMonitor(Path directory, MonitorContext context) {
        this.directory = directory;
        this.context = context;
    }

    @Override
    public String label(MonitorAddress address) {
        return directory.toString();
    }

    @Override
    public Collection<VassalSpec> scan() throws MonitorException {
        context.watch(directory);
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(files::add);
        } catch (DirectoryIteratorException e) {
            throw new MonitorException("cannot list " + directory + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw failure(e);
        }
        files.sort(null);
        List<VassalSpec> vassals = new ArrayList<>();
        for (Path file : files) {
            context.file(file, String.valueOf(file.getFileName()), directory).ifPresent(vassals::add);
        }
        return vassals;
    }

    private MonitorException failure(IOException e) {
        String reason = switch (e) {
            case NoSuchFileException ignored -> "no such directory";
            case NotDirectoryException ignored -> "it is no directory";
            case AccessDeniedException ignored -> "permission denied";
            default -> String.valueOf(e.getMessage());
        };
        return new MonitorException("cannot list " + directory + ": " + reason, e);
    }

    @Override
    public void close() {
        // Nothing is held between scans.
    }
}
