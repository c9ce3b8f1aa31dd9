package org.jwsgi.kernel.plugin;

/**
 * A plugin as a configuration names it: {@code [modifier:]name[|symbol]}, as in uWSGI. The symbol, a C function there,
 * is accepted and has no meaning.
 *
 * @param modifier the modifier1 that the plugin is to answer, or -1
 * @param name an id, or a path when it has a slash
 */
record PluginName(int modifier, String name) {
    private static final int MAX_MODIFIER = 255;

    static PluginName parse(String text) {
        String name = text.strip();
        int symbol = name.lastIndexOf('|');
        if (symbol > 0) {
            name = name.substring(0, symbol);
        }
        int colon = name.indexOf(':');
        int modifier = colon > 0 && colon <= 3 ? number(name.substring(0, colon)) : -1;
        return modifier < 0 ? new PluginName(-1, name) : new PluginName(modifier, name.substring(colon + 1));
    }

    /** Tells whether the name is a path. */
    boolean isPath() {
        return name.indexOf('/') >= 0;
    }

    private static int number(String digits) {
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number <= MAX_MODIFIER ? number : -1;
    }
}
