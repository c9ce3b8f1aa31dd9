package org.jwsgi.plugins.hooks;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.hook.HookException;

/** The arguments of a verb, separated by spaces. */
final class Arguments {
    private Arguments() {}

    /**
     * Splits off the first words.
     *
     * @param text the arguments
     * @param least how many words there must be
     * @param most how many words there may be; the last one keeps its spaces
     * @param verb the verb, for the complaint
     * @param syntax how it is written, for the complaint
     */
    static List<String> split(String text, int least, int most, String verb, String syntax) {
        List<String> words = new ArrayList<>(most);
        int from = 0;
        while (words.size() < most - 1) {
            int space = text.indexOf(' ', from);
            if (space < 0) {
                break;
            }
            words.add(text.substring(from, space));
            from = space + 1;
        }
        if (from < text.length() || words.isEmpty()) {
            words.add(text.substring(from));
        }
        if (words.size() < least || words.getFirst().isEmpty()) {
            throw bad(verb, syntax);
        }
        return words;
    }

    /** Returns a single argument, which keeps its spaces. */
    static String one(String text, String verb, String syntax) {
        return split(text, 1, 1, verb, syntax).getFirst();
    }

    /** Returns a number from 0. */
    static int number(String text, String verb, String syntax) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // as if it were negative
        }
        throw bad(verb, syntax);
    }

    static HookException bad(String verb, String syntax) {
        return new HookException("invalid hook " + verb + " syntax, must be: " + syntax);
    }
}
