package org.jwsgi.plugins.emperorhttp;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.minidev.json.parser.JSONParser;
import net.minidev.json.parser.ParseException;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.emperor.ChangeStamps;
import org.jwsgi.api.emperor.VassalSpec;

/**
 * Reads the list: a JSON array of objects with {@code name} and, as far as wanted, {@code config}, {@code ts}, {@code uid}
 * and {@code gid}, {@code socket}, {@code directory} and {@code attributes}. Stateless.
 */
final class VassalList {
    private static final Set<String> KEYS =
            Set.of("name", "config", "ts", "uid", "gid", "socket", "directory", "attributes");

    private final String place;
    private final Map<?, ?> object;

    private VassalList(String place, Map<?, ?> object) {
        this.place = place;
        this.object = object;
    }

    /** Tells what is wrong with a list. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /**
     * Reads a whole list.
     *
     * @return the vassals in their order; the stamp of one without {@code ts} is {@link ChangeStamps#NONE}
     * @throws MalformedException when any part is not as it should be
     */
    static List<VassalSpec> read(byte[] json) throws MalformedException {
        if (!(parse(json) instanceof List<?> list)) {
            throw new MalformedException("it is no JSON array");
        }
        List<VassalSpec> vassals = new ArrayList<>(list.size());
        for (Object element : list) {
            String place = "vassal " + (vassals.size() + 1);
            if (!(element instanceof Map<?, ?> object)) {
                throw new MalformedException(place + " is no object");
            }
            vassals.add(new VassalList(place, object).vassal());
        }
        return vassals;
    }

    private static @Nullable Object parse(byte[] json) throws MalformedException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            return new JSONParser(JSONParser.MODE_RFC4627).parse(text);
        } catch (CharacterCodingException e) {
            throw new MalformedException("it is not UTF-8");
        } catch (ParseException | NumberFormatException e) {
            throw new MalformedException("it is no JSON");
        }
    }

    private VassalSpec vassal() throws MalformedException {
        for (Object key : object.keySet()) {
            if (!KEYS.contains(key)) {
                throw malformed("has an unknown key \"" + key + "\"");
            }
        }
        String name = string("name");
        if (name == null || name.isEmpty()) {
            throw malformed("has no name");
        }
        VassalSpec vassal = VassalSpec.of(name, stamp());
        String config = string("config");
        if (config != null) {
            vassal = vassal.withConfig(config);
        }
        if (object.containsKey("uid") || object.containsKey("gid")) {
            vassal = vassal.ownedBy(number("uid"), number("gid"));
        }
        String socket = string("socket");
        if (socket != null && !socket.isEmpty()) {
            vassal = vassal.onDemand(socket);
        }
        String directory = string("directory");
        if (directory != null) {
            vassal = vassal.in(path(directory));
        }
        return withAttributes(vassal);
    }

    private @Nullable String string(String key) throws MalformedException {
        Object value = object.get(key);
        if (value != null && !(value instanceof String)) {
            throw malformed("has a \"" + key + "\" that is no string");
        }
        return (String) value;
    }

    private int number(String key) throws MalformedException {
        if (object.get(key) instanceof Integer number && number >= 0) {
            return number;
        }
        throw malformed("needs \"uid\" and \"gid\", both as numbers");
    }

    private Path path(String text) throws MalformedException {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Said below.
        }
        throw malformed("has a \"directory\" that is no absolute path");
    }

    private Instant stamp() throws MalformedException {
        Object value = object.get("ts");
        if (value == null) {
            return ChangeStamps.NONE;
        }
        try {
            if (value instanceof Number number) {
                return ChangeStamps.ofSeconds(new BigDecimal(number.toString()));
            }
        } catch (NumberFormatException | DateTimeException e) {
            // Said below.
        }
        throw malformed("has a \"ts\" that is no time in seconds since 1970");
    }

    private VassalSpec withAttributes(VassalSpec vassal) throws MalformedException {
        Object value = object.get("attributes");
        if (value == null) {
            return vassal;
        }
        if (!(value instanceof Map<?, ?> attributes)) {
            throw malformed("has \"attributes\" that are no object");
        }
        VassalSpec result = vassal;
        for (Map.Entry<?, ?> attribute : attributes.entrySet()) {
            List<?> values = attribute.getValue() instanceof List<?> several ? several : List.of(text(attribute));
            for (Object one : values) {
                if (!(one instanceof String string)) {
                    throw malformed("has an attribute \"" + attribute.getKey() + "\" that is no string");
                }
                result = result.with(String.valueOf(attribute.getKey()), string);
            }
        }
        return result;
    }

    private Object text(Map.Entry<?, ?> attribute) throws MalformedException {
        Object value = attribute.getValue();
        if (value == null) {
            throw malformed("has an attribute \"" + attribute.getKey() + "\" that is no string");
        }
        return value;
    }

    private MalformedException malformed(String what) {
        String name = object.get("name") instanceof String text && !text.isEmpty() ? " (" + text + ")" : "";
        return new MalformedException(place + name + " " + what);
    }
}
