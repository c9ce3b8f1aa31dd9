package org.jwsgi.kernel.config;

import java.util.ArrayList;
import java.util.List;

/** Reads what an option record declares. Stateless; every process, any thread. */
public final class OptionSpecs {
    private OptionSpecs() {}

    /**
     * Returns the options that a record declares, in the order of its components, without initialising the class.
     *
     * @param record a record marked {@link org.jwsgi.api.option.OptionGroup}, each component marked
     *     {@link org.jwsgi.api.option.Option}
     * @param plugin the id of the plugin that brings the record; {@code "kernel"} for the kernel's own
     * @throws IllegalArgumentException when a component is not declared as an option or has a type that options cannot
     *     have
     */
    public static List<OptionSpec> of(Class<? extends Record> record, String plugin) {
        List<DeclaredOption> declared = declared(record, plugin);
        List<OptionSpec> specs = new ArrayList<>(declared.size());
        for (DeclaredOption option : declared) {
            specs.add(option.spec());
        }
        return List.copyOf(specs);
    }

    /** Returns the options of a record with what binds them. */
    static List<DeclaredOption> declared(Class<? extends Record> record, String plugin) {
        try (ClassFiles files = new ClassFiles()) {
            return declared(record, plugin, files);
        }
    }

    /** Returns the options of one of several records with what binds them. */
    static List<DeclaredOption> declared(Class<? extends Record> record, String plugin, ClassFiles files) {
        OptionClassReader reader = OptionClassReader.read(record, files);
        List<DeclaredOption> options = new ArrayList<>(reader.components().size());
        for (OptionClassReader.Component component : reader.components()) {
            OptionClassReader.Members members = component.option();
            if (members == null) {
                throw new IllegalArgumentException(
                        record.getName() + "." + component.name() + " is not declared with @Option");
            }
            options.add(declared(reader.group(), plugin, component, members));
        }
        return options;
    }

    /** Returns one component with what binds it. */
    static DeclaredOption declared(
            String group, String plugin, OptionClassReader.Component component, OptionClassReader.Members members) {
        OptionType type = OptionType.of(component.descriptor(), component.signature());
        return new DeclaredOption(
                spec(group, plugin, type, members),
                component.name(),
                type,
                members.bareValue,
                members.unit,
                members.min,
                members.max,
                members.inverted);
    }

    private static OptionSpec spec(String group, String plugin, OptionType type, OptionClassReader.Members members) {
        OptionSpec.Arity arity = type.kind() == OptionType.Kind.BOOLEAN
                ? OptionSpec.Arity.NONE
                : members.bareValue.isEmpty() ? OptionSpec.Arity.REQUIRED : OptionSpec.Arity.OPTIONAL;
        return new OptionSpec(
                members.name,
                members.aliases,
                members.shortName,
                arity,
                arity == OptionSpec.Arity.NONE ? "" : argument(type, members),
                members.help,
                group,
                plugin,
                type.holder() == OptionType.Holder.LIST,
                members.defaultValue,
                members.implies,
                members.secret,
                members.deprecated);
    }

    private static String argument(OptionType type, OptionClassReader.Members members) {
        if (!members.argument.isEmpty()) {
            return members.argument;
        }
        return switch (type.kind()) {
            case BOOLEAN -> "";
            case INT, LONG -> "N";
            case DURATION -> members.unit.equals("ms") ? "MILLISECONDS" : "SECONDS";
            case BYTE_SIZE -> members.unit.equals("MB") ? "MEGABYTES" : "SIZE";
            case FILE_MODE -> "MODE";
            case KEY_VALUE -> "KEY=VALUE";
            case SPELLED, STRING -> "TEXT";
            case PATH -> "PATH";
            case CLASS -> "VALUE";
        };
    }
}
