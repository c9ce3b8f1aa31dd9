package org.jwsgi.plugins.configyaml;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigFormatException;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigSource;
import org.jwsgi.api.config.ConfigText;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one mapping of a YAML document as options. It works on the parser's events, so that scalars stay the text they
 * are: {@code true}, {@code null} and {@code 5} are not interpreted. One reader reads one text.
 */
final class YamlReader {
    private final ConfigText text;
    private final Iterator<Event> events;
    private final List<ConfigLine> lines = new ArrayList<>();

    private YamlReader(ConfigText text) {
        this.text = text;
        LoadSettings settings = LoadSettings.builder()
                .setLabel(text.name())
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        events = new Parse(settings).parseString(text.text()).iterator();
    }

    static List<ConfigLine> read(ConfigText text) {
        try {
            YamlReader reader = new YamlReader(text);
            reader.readDocument();
            return reader.lines;
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new ConfigFormatException(line, "error parsing YAML file: " + oneLine(e.getProblem()));
        } catch (YamlEngineException e) {
            throw new ConfigFormatException(0, "error parsing YAML file: " + oneLine(e.getMessage()));
        }
    }

    private static String oneLine(@Nullable String message) {
        StringBuilder line = new StringBuilder();
        for (char c : (message == null ? "not YAML" : message).toCharArray()) {
            line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
        }
        return line.toString();
    }

    private void readDocument() {
        while (events.hasNext()) {
            Event event = events.next();
            if (event.getEventId() == Event.ID.MappingStart) {
                readTop();
                return;
            }
            if (event.getEventId() == Event.ID.Scalar || event.getEventId() == Event.ID.SequenceStart) {
                throw new ConfigFormatException(line(event), "error parsing YAML file: the top level is no mapping");
            }
        }
    }

    private void readTop() {
        while (true) {
            Event key = events.next();
            if (key.getEventId() == Event.ID.MappingEnd) {
                finish();
                return;
            }
            boolean wanted =
                    key instanceof ScalarEvent scalar && scalar.getValue().equals(text.section());
            if (!(key instanceof ScalarEvent)) {
                skip(key);
            }
            Event value = events.next();
            if (wanted && value.getEventId() == Event.ID.MappingStart) {
                readOptions();
            } else {
                skip(value);
            }
        }
    }

    /** Reads on to the end, so that an error behind the options is found as well. */
    private void finish() {
        while (events.hasNext()) {
            events.next();
        }
    }

    private void readOptions() {
        while (true) {
            Event key = events.next();
            if (key.getEventId() == Event.ID.MappingEnd) {
                return;
            }
            if (!(key instanceof ScalarEvent name)) {
                throw new ConfigFormatException(line(key), "error parsing YAML file: an option's name is no text");
            }
            readValue(name.getValue(), events.next());
        }
    }

    private void readValue(String key, Event value) {
        switch (value.getEventId()) {
            case Scalar -> add(key, (ScalarEvent) value);
            case SequenceStart -> {
                for (Event item = events.next(); item.getEventId() != Event.ID.SequenceEnd; item = events.next()) {
                    if (item instanceof ScalarEvent scalar) {
                        add(key, scalar);
                    } else {
                        refuseAlias(item);
                        skip(item);
                    }
                }
            }
            default -> {
                refuseAlias(value);
                skip(value);
            }
        }
    }

    private void add(String key, ScalarEvent scalar) {
        if (!scalar.getValue().isEmpty() || !scalar.isPlain()) {
            lines.add(new ConfigLine(key, scalar.getValue(), new ConfigSource(text.name(), line(scalar))));
        }
    }

    private static void refuseAlias(Event event) {
        if (event instanceof AliasEvent) {
            throw new ConfigFormatException(line(event), "error parsing YAML file: aliases are not supported");
        }
    }

    /** Skips what an event opens. */
    private void skip(Event first) {
        int depth = opens(first) ? 1 : 0;
        while (depth > 0) {
            Event event = events.next();
            if (opens(event)) {
                depth++;
            } else if (event.getEventId() == Event.ID.MappingEnd || event.getEventId() == Event.ID.SequenceEnd) {
                depth--;
            }
        }
    }

    private static boolean opens(Event event) {
        return event.getEventId() == Event.ID.MappingStart || event.getEventId() == Event.ID.SequenceStart;
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}
