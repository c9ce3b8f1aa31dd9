package com.example.book;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jwsgi.api.emperor.ChangeStamps;
import org.jwsgi.api.emperor.MonitorContext;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.PollingMonitor;
import org.jwsgi.api.emperor.VassalSpec;

/**
 * Reads the whole book for each scan. A chapter begins with a line {@code === NAME} and is the configuration of the vassal of
 * that name. A book knows no times, so a vassal is reloaded when its chapter is no longer the same.
 */
final class BookMonitor implements PollingMonitor {
    private static final String HEADING = "=== ";

    private final Path file;
    private final MonitorContext context;
    private final ChangeStamps stamps = new ChangeStamps();

    BookMonitor(Path file, MonitorContext context) {
        this.file = file;
        this.context = context;
    }

    @Override
    public Collection<VassalSpec> scan() throws MonitorException {
        context.watch(file.toAbsolutePath().getParent());
        return stamps.stamp(chapters(lines()));
    }

    private List<String> lines() throws MonitorException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new MonitorException("cannot read " + file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw new MonitorException("cannot read " + file + ": it is not UTF-8", e);
        } catch (IOException e) {
            throw new MonitorException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private List<VassalSpec> chapters(List<String> lines) throws MonitorException {
        List<VassalSpec> vassals = new ArrayList<>();
        String name = "";
        StringBuilder config = new StringBuilder();
        for (String line : lines) {
            if (line.startsWith(HEADING)) {
                add(vassals, name, config);
                name = line.substring(HEADING.length()).strip();
                config.setLength(0);
            } else if (!name.isEmpty()) {
                config.append(line).append('\n');
            } else if (!line.isBlank()) {
                // Better no change than a wrong one: somebody may be in the middle of writing.
                throw new MonitorException("cannot read " + file + ": it does not begin with a chapter");
            }
        }
        add(vassals, name, config);
        return vassals;
    }

    private static void add(List<VassalSpec> vassals, String name, StringBuilder config) {
        if (!name.isEmpty()) {
            vassals.add(VassalSpec.of(name, ChangeStamps.NONE).withConfig(config.toString()));
        }
    }

    @Override
    public void close() {
        // Nothing is held between scans.
    }
}
