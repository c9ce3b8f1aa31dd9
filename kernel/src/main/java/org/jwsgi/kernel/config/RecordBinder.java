package org.jwsgi.kernel.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.api.option.KeyValue;
import org.jwsgi.api.option.Spelled;
import org.jwsgi.kernel.JwsgiException;

/** Makes option records of configuration lines. Any process, any thread; holds nothing. */
final class RecordBinder {
    /** Receives what is wrong with a value, or, with no option's name, with the record; binding goes on to the next. */
    @FunctionalInterface
    interface Complaints {
        void add(@Nullable ConfigLine line, String option, String what);

        /** Receives what is odd about a value that is taken all the same. */
        default void warn(ConfigLine line, String what) {}
    }

    private RecordBinder() {}

    /**
     * Makes a record.
     *
     * @param lines gives the lines of an option under all its names, in order
     * @param forced the flags that other options switch on
     * @return the record, or null when there were complaints
     */
    static <T extends Record> @Nullable T bind(
            Class<T> record,
            List<DeclaredOption> options,
            Function<OptionSpec, List<ConfigLine>> lines,
            Set<String> forced,
            Complaints complaints) {
        Object[] values = new Object[options.size()];
        boolean complete = true;
        ConfigLine last = null;
        for (int i = 0; i < values.length; i++) {
            DeclaredOption option = options.get(i);
            List<ConfigLine> given = lines.apply(option.spec());
            last = given.isEmpty() ? last : given.getLast();
            Object value = component(record, option, given, forced, complaints);
            if (value == null) {
                complete = false;
            } else {
                values[i] = value;
            }
        }
        if (!complete) {
            return null;
        }
        try {
            return construct(record, values);
        } catch (IllegalArgumentException e) {
            complaints.add(culprit(record, options, lines, values).orElse(last), "", text(e));
            return null;
        }
    }

    /** Returns the line without which a record would have nothing against the values, the last one if there are several. */
    private static <T extends Record> Optional<ConfigLine> culprit(
            Class<T> record,
            List<DeclaredOption> options,
            Function<OptionSpec, List<ConfigLine>> lines,
            Object[] values) {
        List<ConfigLine> culprits = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            DeclaredOption option = options.get(i);
            List<ConfigLine> given = lines.apply(option.spec());
            for (int skipped = 0; skipped < given.size(); skipped++) {
                List<ConfigLine> rest = new ArrayList<>(given);
                rest.remove(skipped);
                Object without = component(record, option, rest, Set.of(), (line, name, what) -> {});
                if (without != null && isAccepted(record, values, i, without)) {
                    culprits.add(given.get(skipped));
                }
            }
        }
        return culprits.isEmpty() ? Optional.empty() : Optional.of(culprits.getLast());
    }

    private static boolean isAccepted(Class<? extends Record> record, Object[] values, int index, Object value) {
        Object[] others = values.clone();
        others[index] = value;
        try {
            construct(record, others);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String text(IllegalArgumentException e) {
        String message = e.getMessage();
        return message == null ? "invalid value" : message;
    }

    private static @Nullable Object component(
            Class<?> record, DeclaredOption option, List<ConfigLine> given, Set<String> forced, Complaints complaints) {
        List<Object> values = new ArrayList<>(given.size());
        boolean valid = true;
        for (ConfigLine line : given) {
            try {
                Object value = value(record, option, line.value(), odd -> complaints.warn(line, odd));
                values.add(value instanceof Spelled(String name, String text) ? new Spelled(line.key(), text) : value);
            } catch (IllegalArgumentException e) {
                complaints.add(line, line.key(), text(e));
                valid = false;
            }
        }
        if (!valid) {
            return null;
        }
        if (values.isEmpty() && !option.spec().defaultValue().isEmpty()) {
            values.add(value(record, option, option.spec().defaultValue(), odd -> {}));
        }
        return switch (option.type().holder()) {
            case LIST -> List.copyOf(values);
            case OPTIONAL -> values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
            case PLAIN ->
                values.isEmpty()
                        ? absent(record, option, forced.contains(option.spec().name()))
                        : values.getLast();
        };
    }

    private static Object value(
            Class<?> record, DeclaredOption option, @Nullable String text, Consumer<String> oddities) {
        if (option.type().kind() != OptionType.Kind.CLASS) {
            return ValueReader.read(option, text);
        }
        Class<?> type = type(record, option);
        String value = text == null || text.isEmpty() ? option.bareValue() : text;
        return type.isEnum()
                ? constant(type, value)
                : KeyvalReader.read(type.asSubclass(Record.class), value, oddities);
    }

    private static Class<?> type(Class<?> record, DeclaredOption option) {
        try {
            Class<?> type = Class.forName(option.type().className(), true, record.getClassLoader());
            if (type.isEnum() || type.isRecord()) {
                return type;
            }
        } catch (ClassNotFoundException e) {
            throw bug(record, option, e);
        }
        throw bug(record, option, null);
    }

    private static JwsgiException bug(Class<?> record, DeclaredOption option, @Nullable Throwable cause) {
        return new JwsgiException(
                JwsgiException.Kind.BUG,
                "the option " + option.spec().name() + " of " + record.getName() + " cannot have the type "
                        + option.type().className(),
                cause);
    }

    private static Object constant(Class<?> type, String text) {
        StringBuilder names = new StringBuilder();
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (name.equals(text)) {
                return constant;
            }
            names.append(names.isEmpty() ? "" : ", ").append(name);
        }
        throw new IllegalArgumentException("\"" + text + "\" is not one of " + names);
    }

    private static Object absent(Class<?> record, DeclaredOption option, boolean forced) {
        return switch (option.type().kind()) {
            case BOOLEAN -> forced != option.inverted();
            case INT -> 0;
            case LONG -> 0L;
            case DURATION -> Duration.ZERO;
            case BYTE_SIZE -> new ByteSize(0);
            case FILE_MODE -> new FileMode(0);
            case KEY_VALUE -> new KeyValue("", "");
            case SPELLED -> new Spelled(option.spec().name(), "");
            case STRING -> "";
            case PATH -> Path.of("");
            case CLASS -> {
                Class<?> type = type(record, option);
                yield type.isEnum()
                        ? type.getEnumConstants()[0]
                        : KeyvalReader.read(type.asSubclass(Record.class), "", odd -> {});
            }
        };
    }

    /**
     * Calls a record's canonical constructor.
     *
     * @throws IllegalArgumentException what the record says against the values
     */
    static <T extends Record> T construct(Class<T> record, Object[] values) {
        try {
            for (Constructor<?> constructor : record.getDeclaredConstructors()) {
                if (isCanonical(constructor, values)) {
                    constructor.setAccessible(true);
                    return record.cast(constructor.newInstance(values));
                }
            }
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                throw refusal;
            }
            throw new JwsgiException(JwsgiException.Kind.BUG, "cannot make " + record.getName(), e.getCause());
        } catch (InstantiationException | IllegalAccessException e) {
            throw new JwsgiException(JwsgiException.Kind.BUG, "cannot make " + record.getName(), e);
        }
        throw new JwsgiException(JwsgiException.Kind.BUG, record.getName() + " has no canonical constructor");
    }

    private static boolean isCanonical(Constructor<?> constructor, Object[] values) {
        if (constructor.getParameterCount() != values.length) {
            return false;
        }
        Class<?>[] types = constructor.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            Class<?> type = types[i];
            boolean fits = type == boolean.class
                    ? values[i] instanceof Boolean
                    : type == int.class
                            ? values[i] instanceof Integer
                            : type == long.class ? values[i] instanceof Long : type.isInstance(values[i]);
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
