package org.jwsgi.kernel.plugin;

import java.util.ArrayList;
import java.util.List;

/** Renders what {@code --plugins-list} prints: by kind, one provider a line, and what is broken with the reason. */
public final class PluginsList {
    private static final String GAP = "  ";

    private PluginsList() {}

    /**
     * Renders the list. Kinds that nobody provides are left out; the last line is uWSGI's.
     *
     * @param plugins every plugin, as of {@link PluginHost#plugins()}
     * @return lines, each ended by a line feed
     */
    public static String render(List<CataloguedPlugin> plugins) {
        StringBuilder text = new StringBuilder();
        for (ProviderKind kind : ProviderKind.values()) {
            section(kind.heading(), providers(kind, plugins), text);
        }
        section("broken plugins", broken(plugins), text);
        return text.append("--- end of plugins list ---\n").toString();
    }

    private static List<List<String>> providers(ProviderKind kind, List<CataloguedPlugin> plugins) {
        List<List<String>> rows = new ArrayList<>();
        for (CataloguedPlugin plugin : plugins) {
            if (plugin.state() == CataloguedPlugin.State.BROKEN) {
                continue;
            }
            for (ProviderEntry provider : plugin.providers()) {
                if (provider.kind() == kind) {
                    rows.add(List.of(
                            label(plugin, provider),
                            plugin.id() + " " + plugin.version(),
                            plugin.state() == CataloguedPlugin.State.LOADED ? "loaded" : "available",
                            plugin.path().toString()));
                }
            }
        }
        return rows;
    }

    /** A request plugin is {@code MODIFIER: NAME}, as in uWSGI; other providers go by their name. */
    private static String label(CataloguedPlugin plugin, ProviderEntry provider) {
        if (provider.kind() != ProviderKind.LANGUAGE) {
            return provider.name();
        }
        int modifier =
                plugin.modifier() >= 0 ? plugin.modifier() : provider.facts().modifier1();
        return modifier + ": " + provider.name();
    }

    private static List<List<String>> broken(List<CataloguedPlugin> plugins) {
        List<List<String>> rows = new ArrayList<>();
        for (CataloguedPlugin plugin : plugins) {
            if (plugin.state() == CataloguedPlugin.State.BROKEN) {
                String version = plugin.version().isEmpty() ? "" : " " + plugin.version();
                rows.add(List.of(plugin.id() + version, plugin.path().toString(), "broken: " + plugin.reason()));
            }
        }
        return rows;
    }

    private static void section(String heading, List<List<String>> rows, StringBuilder text) {
        if (rows.isEmpty()) {
            return;
        }
        text.append("*** jwsgi ").append(heading).append(" ***\n");
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            for (int i = 0; i < columns - 1; i++) {
                text.append(row.get(i))
                        .repeat(' ', widths[i] - row.get(i).length())
                        .append(GAP);
            }
            text.append(row.getLast()).append('\n');
        }
        text.append('\n');
    }
}
