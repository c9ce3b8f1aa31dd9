package org.jwsgi.kernel.config;

import org.jspecify.annotations.Nullable;

/**
 * The type of an option record's component.
 *
 * @param holder whether it is wrapped
 * @param kind what one value is
 * @param className the binary name of an enum or keyval record, empty otherwise
 */
record OptionType(Holder holder, Kind kind, String className) {
    /** How many values a component holds. */
    enum Holder {
        /** Exactly one. */
        PLAIN,
        /** None or one. */
        OPTIONAL,
        /** Any number. */
        LIST
    }

    /** What one value is. The constants follow the list in {@link org.jwsgi.api.option.Option}. */
    enum Kind {
        BOOLEAN,
        INT,
        LONG,
        DURATION,
        BYTE_SIZE,
        FILE_MODE,
        KEY_VALUE,
        SPELLED,
        STRING,
        PATH,
        /** An enum or a keyval record; told apart when the class is loaded, at the first value. */
        CLASS
    }

    /**
     * Reads a component's type.
     *
     * @param descriptor the descriptor of the component (JVMS 4.3.2)
     * @param signature its generic signature (JVMS 4.7.9.1), or null when it has none
     */
    static OptionType of(String descriptor, @Nullable String signature) {
        if (descriptor.equals("Ljava/util/Optional;")) {
            return of(Holder.OPTIONAL, argument(descriptor, signature));
        }
        if (descriptor.equals("Ljava/util/List;")) {
            return of(Holder.LIST, argument(descriptor, signature));
        }
        return of(Holder.PLAIN, descriptor);
    }

    private static String argument(String descriptor, @Nullable String signature) {
        // Ljava/util/List<Ljava/lang/String;>;
        int from = descriptor.length();
        if (signature == null || signature.length() < from + 2 || signature.charAt(from - 1) != '<') {
            throw new IllegalArgumentException("an option of type " + descriptor + " needs a type argument");
        }
        return signature.substring(from, signature.length() - 2);
    }

    private static OptionType of(Holder holder, String type) {
        Kind kind = switch (type) {
            case "Z", "Ljava/lang/Boolean;" -> Kind.BOOLEAN;
            case "I", "Ljava/lang/Integer;" -> Kind.INT;
            case "J", "Ljava/lang/Long;" -> Kind.LONG;
            case "Ljava/time/Duration;" -> Kind.DURATION;
            case "Lorg/jwsgi/api/option/ByteSize;" -> Kind.BYTE_SIZE;
            case "Lorg/jwsgi/api/option/FileMode;" -> Kind.FILE_MODE;
            case "Lorg/jwsgi/api/option/KeyValue;" -> Kind.KEY_VALUE;
            case "Lorg/jwsgi/api/option/Spelled;" -> Kind.SPELLED;
            case "Ljava/lang/String;" -> Kind.STRING;
            case "Ljava/nio/file/Path;" -> Kind.PATH;
            default -> Kind.CLASS;
        };
        if (kind != Kind.CLASS) {
            return new OptionType(holder, kind, "");
        }
        if (type.length() < 3 || type.charAt(0) != 'L' || type.indexOf('<') >= 0) {
            throw new IllegalArgumentException("an option cannot have the type " + type);
        }
        return new OptionType(holder, kind, type.substring(1, type.length() - 1).replace('/', '.'));
    }
}
