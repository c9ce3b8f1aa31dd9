package org.jwsgi.kernel.request;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code allowed-modifiers} and {@code remap-modifier}. Runs in: WORKER; immutable. */
final class ModifierRules {
    private static final int MODIFIERS = 256;

    private final @Nullable BitSet allowed;
    private final int @Nullable [] remap;

    private ModifierRules(@Nullable BitSet allowed, int @Nullable [] remap) {
        this.allowed = allowed;
        this.remap = remap;
    }

    /**
     * Reads the options' values.
     *
     * @throws IllegalArgumentException when a value is no list of modifiers
     */
    static ModifierRules parse(Optional<String> allowedModifiers, Optional<String> remapModifier) {
        BitSet allowed = null;
        if (allowedModifiers.isPresent()) {
            allowed = new BitSet(MODIFIERS);
            for (String part : split(allowedModifiers.get())) {
                allowed.set(modifier("allowed-modifiers", part));
            }
        }
        int[] remap = null;
        if (remapModifier.isPresent()) {
            remap = new int[MODIFIERS];
            for (int i = 0; i < MODIFIERS; i++) {
                remap[i] = i;
            }
            for (String part : split(remapModifier.get())) {
                int colon = part.indexOf(':');
                if (colon < 0) {
                    throw new IllegalArgumentException("remap-modifier: \"" + part + "\" is not FROM:TO");
                }
                remap[modifier("remap-modifier", part.substring(0, colon))] =
                        modifier("remap-modifier", part.substring(colon + 1));
            }
        }
        return new ModifierRules(allowed, remap);
    }

    private static List<String> split(String list) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int comma = list.indexOf(','); comma >= 0; comma = list.indexOf(',', start)) {
            parts.add(list.substring(start, comma));
            start = comma + 1;
        }
        parts.add(list.substring(start));
        return parts;
    }

    private static int modifier(String option, String text) {
        try {
            int modifier = Integer.parseInt(text.strip());
            if (modifier >= 0 && modifier < MODIFIERS) {
                return modifier;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException(option + ": \"" + text + "\" is not a modifier, 0 to 255");
    }

    /** Returns the modifier that a request's modifier stands for, or -1 when it is not served. */
    int effective(int modifier1) {
        int mapped = remap == null ? modifier1 : remap[modifier1];
        return allowed == null || allowed.get(mapped) ? mapped : -1;
    }
}
