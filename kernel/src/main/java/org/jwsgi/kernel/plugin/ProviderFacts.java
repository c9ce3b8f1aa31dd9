package org.jwsgi.kernel.plugin;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.Provider;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.protocol.SocketOption;
import org.jwsgi.api.protocol.SocketProtocolProvider;
import org.jwsgi.api.request.LanguageProvider;

/**
 * What a configuration may have to know of a provider before its plugin is loaded. Lists that do not apply to its kind
 * are empty.
 *
 * @param modifier1 the modifier1 of a language, else -1
 * @param appOptions the options that name an app of a language
 * @param sockets the options that open a socket of a protocol
 * @param formatOptions the options that read a file in a configuration format
 * @param suffixes the file name endings of a configuration format
 * @param verbs the verbs of a hook action
 */
public record ProviderFacts(
        int modifier1,
        List<String> appOptions,
        List<SocketOption> sockets,
        List<String> formatOptions,
        List<String> suffixes,
        List<String> verbs) {
    private static final ProviderFacts NONE =
            new ProviderFacts(-1, List.of(), List.of(), List.of(), List.of(), List.of());

    /** Copies the lists. */
    public ProviderFacts {
        appOptions = List.copyOf(appOptions);
        sockets = List.copyOf(sockets);
        formatOptions = List.copyOf(formatOptions);
        suffixes = List.copyOf(suffixes);
        verbs = List.copyOf(verbs);
    }

    /** Asks a provider. Calls into the plugin, so it may throw anything. */
    static ProviderFacts of(ProviderKind kind, Provider provider) {
        return switch (kind) {
            case LANGUAGE -> ofLanguage((LanguageProvider) provider);
            case PROTOCOL ->
                new ProviderFacts(
                        -1, List.of(), ((SocketProtocolProvider) provider).sockets(), List.of(), List.of(), List.of());
            case CONFIG_FORMAT -> ofFormat((ConfigFormatProvider) provider);
            case HOOK_ACTION -> ofHookAction((HookActionProvider) provider);
            default -> NONE;
        };
    }

    private static ProviderFacts ofLanguage(LanguageProvider language) {
        int modifier1 = language.modifier1();
        if (modifier1 < 0 || modifier1 > 255) {
            throw new IllegalArgumentException("modifier1 is " + modifier1 + ", not 0 to 255");
        }
        return new ProviderFacts(modifier1, language.appOptions(), List.of(), List.of(), List.of(), List.of());
    }

    private static ProviderFacts ofFormat(ConfigFormatProvider format) {
        List<String> options = new ArrayList<>();
        options.add(format.name());
        options.addAll(format.aliases());
        return new ProviderFacts(-1, List.of(), List.of(), options, format.suffixes(), List.of());
    }

    private static ProviderFacts ofHookAction(HookActionProvider action) {
        return new ProviderFacts(-1, List.of(), List.of(), List.of(), List.of(), action.verbs());
    }
}
