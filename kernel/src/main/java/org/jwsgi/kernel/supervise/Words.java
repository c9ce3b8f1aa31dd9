package org.jwsgi.kernel.supervise;

import java.util.ArrayList;
import java.util.List;

/** Lists with commas, as options have them. */
final class Words {
    private Words() {}

    /** Returns the words between the commas of all values, without empty ones. */
    static List<String> split(List<String> values) {
        List<String> words = new ArrayList<>();
        for (String value : values) {
            int start = 0;
            while (start <= value.length()) {
                int end = value.indexOf(',', start);
                end = end < 0 ? value.length() : end;
                String word = value.substring(start, end).strip();
                if (!word.isEmpty()) {
                    words.add(word);
                }
                start = end + 1;
            }
        }
        return words;
    }
}
