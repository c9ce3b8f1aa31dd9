package org.jwsgi.kernel.config;

import java.util.Locale;
import java.util.Optional;

/** Finds the name that a mistyped one most likely stands for. Stateless. */
final class Suggestions {
    private Suggestions() {}

    /** Returns the closest candidate, if it is close enough to be a typing error; {@code _} and {@code -} are equal. */
    static Optional<String> closest(String name, Iterable<String> candidates) {
        String folded = name.replace('_', '-').toLowerCase(Locale.ROOT);
        int limit = folded.length() <= 4 ? 0 : folded.length() <= 7 ? 1 : 2;
        String best = null;
        int bestDistance = limit + 1;
        for (String candidate : candidates) {
            if (Math.abs(candidate.length() - folded.length()) >= bestDistance) {
                continue;
            }
            int distance = distance(folded, candidate, bestDistance);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Returns the number of letters inserted, dropped, replaced or swapped with a neighbour, or limit when more. */
    private static int distance(String a, String b, int limit) {
        int[] before = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            int least = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int value = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    value = Math.min(value, before[j - 2] + 1);
                }
                current[j] = value;
                least = Math.min(least, value);
            }
            if (least >= limit) {
                return limit;
            }
            int[] spare = before;
            before = previous;
            previous = current;
            current = spare;
        }
        return Math.min(previous[b.length()], limit);
    }
}
