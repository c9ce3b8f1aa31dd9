package org.jwsgi.kernel.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the option declarations of a record straight from its class file.
 *
 * <p>Asking reflection for the annotations of 150 components costs some 30 ms in a fresh JVM, most of it for making
 * proxies; this takes about one. The format is that of JVMS chapter 4: the {@code Record} attribute (4.7.30) and in it
 * {@code RuntimeVisibleAnnotations} (4.7.16). Runs in every process, on any thread.
 */
final class OptionClassReader {
    /** A record component with the members of its {@code @Option} annotation; the annotation may be absent. */
    record Component(
            String name,
            String descriptor,
            @Nullable String signature,
            @Nullable Members option) {}

    /** The annotation members that were written down, defaults for the others. */
    static final class Members {
        String name = "";
        List<String> aliases = List.of();
        char shortName;
        String help = "";
        String argument = "";
        String defaultValue = "";
        String bareValue = "";
        List<String> implies = List.of();
        String unit = "";
        long min;
        long max = Long.MAX_VALUE;
        boolean inverted;
        boolean secret;
        String deprecated = "";
    }

    private static final String OPTION = "Lorg/jwsgi/api/option/Option;";
    private static final String GROUP = "Lorg/jwsgi/api/option/OptionGroup;";

    private final byte[] bytes;
    private final int[] constants;
    private int at;
    private String group = "";
    private List<Component> components = List.of();

    private OptionClassReader(byte[] bytes) {
        this.bytes = bytes;
        at = 8;
        constants = new int[u2()];
        readConstants();
        at += 6;
        int interfaces = u2();
        at += 2 * interfaces;
        skipMembers();
        skipMembers();
        readClassAttributes();
    }

    /**
     * Reads the class file of a record.
     *
     * @param files where class files are read from
     * @throws IllegalStateException when the class file cannot be found or is no record
     */
    static OptionClassReader read(Class<?> record, ClassFiles files) {
        byte[] content = files.of(record);
        try {
            return new OptionClassReader(content);
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new IllegalStateException(
                    "the class file of " + record.getName() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the heading that {@code @OptionGroup} gives, empty without one. */
    String group() {
        return group;
    }

    /** Returns the components in order. */
    List<Component> components() {
        return components;
    }

    private void readConstants() {
        for (int i = 1; i < constants.length; i++) {
            constants[i] = at;
            int tag = bytes[at++];
            switch (tag) {
                case 1 -> {
                    int length = u2();
                    at += length;
                }
                case 3, 4, 9, 10, 11, 12, 17, 18 -> at += 4;
                case 5, 6 -> {
                    at += 8;
                    i++;
                }
                case 7, 8, 16, 19, 20 -> at += 2;
                case 15 -> at += 3;
                default -> throw new IllegalStateException("unknown constant " + tag + " in a class file");
            }
        }
    }

    private void skipMembers() {
        int members = u2();
        for (int i = 0; i < members; i++) {
            at += 6;
            skipAttributes();
        }
    }

    private void skipAttributes() {
        int attributes = u2();
        for (int i = 0; i < attributes; i++) {
            at += 2;
            int length = u4();
            at += length;
        }
    }

    private void readClassAttributes() {
        int attributes = u2();
        for (int i = 0; i < attributes; i++) {
            String name = utf(u2());
            int length = u4();
            int end = at + length;
            if (name.equals("Record")) {
                components = readComponents();
            } else if (name.equals("RuntimeVisibleAnnotations")) {
                readAnnotations(null);
            }
            at = end;
        }
    }

    private List<Component> readComponents() {
        int count = u2();
        List<Component> result = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = utf(u2());
            String descriptor = utf(u2());
            String signature = null;
            Members option = null;
            int attributes = u2();
            for (int j = 0; j < attributes; j++) {
                String attribute = utf(u2());
                int length = u4();
                int end = at + length;
                if (attribute.equals("Signature")) {
                    signature = utf(u2());
                } else if (attribute.equals("RuntimeVisibleAnnotations")) {
                    Members members = new Members();
                    if (readAnnotations(members)) {
                        option = members;
                    }
                }
                at = end;
            }
            result.add(new Component(name, descriptor, signature, option));
        }
        return result;
    }

    /** Reads a list of annotations; returns whether {@code @Option} was among them and into was filled. */
    private boolean readAnnotations(@Nullable Members into) {
        boolean found = false;
        int count = u2();
        for (int i = 0; i < count; i++) {
            String type = utf(u2());
            Members members = into != null && type.equals(OPTION) ? into : null;
            found |= members != null;
            boolean heading = into == null && type.equals(GROUP);
            int pairs = u2();
            for (int j = 0; j < pairs; j++) {
                String member = utf(u2());
                Object value = readValue();
                if (members != null) {
                    assign(members, member, value);
                } else if (heading) {
                    group = (String) value;
                }
            }
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private static void assign(Members members, String member, Object value) {
        switch (member) {
            case "name" -> members.name = (String) value;
            case "aliases" -> members.aliases = (List<String>) value;
            case "shortName" -> members.shortName = (char) (long) (Long) value;
            case "help" -> members.help = (String) value;
            case "argument" -> members.argument = (String) value;
            case "defaultValue" -> members.defaultValue = (String) value;
            case "bareValue" -> members.bareValue = (String) value;
            case "implies" -> members.implies = (List<String>) value;
            case "unit" -> members.unit = (String) value;
            case "min" -> members.min = (Long) value;
            case "max" -> members.max = (Long) value;
            case "inverted" -> members.inverted = (Long) value != 0;
            case "secret" -> members.secret = (Long) value != 0;
            case "deprecated" -> members.deprecated = (String) value;
            // A member of a newer API than this kernel's.
            default -> {}
        }
    }

    /** Reads an element value (JVMS 4.7.16.1): text as String, numbers, chars and booleans as Long, arrays as List. */
    private Object readValue() {
        int tag = bytes[at++];
        switch (tag) {
            case 's' -> {
                return utf(u2());
            }
            case 'J' -> {
                int start = constants[u2()] + 1;
                return ((long) int4(start) << 32) | (int4(start + 4) & 0xffffffffL);
            }
            case 'B', 'C', 'I', 'S', 'Z' -> {
                return (long) int4(constants[u2()] + 1);
            }
            case '[' -> {
                int count = u2();
                Object[] values = new Object[count];
                for (int i = 0; i < count; i++) {
                    values[i] = readValue();
                }
                return List.of(values);
            }
            default -> throw new IllegalStateException("unexpected annotation value of kind " + (char) tag);
        }
    }

    private String utf(int index) {
        int start = constants[index] + 1;
        int length = ((bytes[start] & 0xff) << 8) | (bytes[start + 1] & 0xff);
        // Modified UTF-8 equals UTF-8 for everything but NUL and characters beyond the BMP, which options do not use.
        return new String(bytes, start + 2, length, StandardCharsets.UTF_8);
    }

    private int u2() {
        int value = ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
        at += 2;
        return value;
    }

    private int u4() {
        int value = int4(at);
        at += 4;
        return value;
    }

    private int int4(int start) {
        return ((bytes[start] & 0xff) << 24)
                | ((bytes[start + 1] & 0xff) << 16)
                | ((bytes[start + 2] & 0xff) << 8)
                | (bytes[start + 3] & 0xff);
    }
}
