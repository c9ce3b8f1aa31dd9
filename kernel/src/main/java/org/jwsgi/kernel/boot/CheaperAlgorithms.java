package org.jwsgi.kernel.boot;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.CheaperAlgorithmProvider;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.config.PluginSource.LoadOutcome;
import org.jwsgi.kernel.master.PoolRules;
import org.jwsgi.kernel.plugin.PluginContexts;
import org.jwsgi.kernel.plugin.ProviderEntry;
import org.jwsgi.kernel.plugin.ProviderKind;
import org.jwsgi.kernel.plugin.ProviderTable;
import org.jwsgi.kernel.supervise.CheaperOptions;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings cheaper options and the algorithms of plugins together. An algorithm has a name in the configuration but, often,
 * no option of its own, so its plugin is loaded by the name, as that of a protocol is. Main thread of the master.
 */
final class CheaperAlgorithms {
    private static final Logger LOG = LoggerFactory.getLogger("org.jwsgi.master");
    private static final String DEFAULT = "spare";

    private CheaperAlgorithms() {}

    /**
     * Finds contradictions in the options.
     *
     * @throws JwsgiException when there are any
     */
    static void check(Start start) {
        List<String> problems = start.options(CheaperOptions.class)
                .problems(start.options(ProcessOptions.class).processes());
        if (!problems.isEmpty()) {
            throw new JwsgiException(JwsgiException.Kind.USER, String.join("\n", problems));
        }
    }

    /** Returns what decides how many workers run. */
    static PoolRules rules(Start start, InstanceInfo instance) {
        CheaperOptions options = start.options(CheaperOptions.class);
        return new PoolRules(options, () -> create(start, instance, options.algorithm()));
    }

    /** Returns what {@code cheaper-algo-list} prints. */
    static String list(Start start) {
        StringBuilder text = new StringBuilder("*** jwsgi loaded cheaper algorithms ***\n");
        for (ProviderEntry provider : start.plugins().available(ProviderKind.CHEAPER)) {
            text.append(provider.name()).append('\n');
        }
        return text.append("--- end of cheaper algorithms list ---\n\n").toString();
    }

    private static CheaperAlgorithm create(Start start, InstanceInfo instance, String wanted) {
        String name = wanted;
        if (!load(start, name)) {
            LOG.warn("unable to find requested cheaper algorithm, falling back to spare");
            name = DEFAULT;
            load(start, name);
        }
        Optional<ProviderTable.Entry<CheaperAlgorithmProvider>> found =
                start.plugins().providers(Set.of(ProcessRole.MASTER)).find(CheaperAlgorithmProvider.class, name);
        if (found.isEmpty()) {
            LOG.warn("no plugin has the cheaper algorithm spare: only orders change the number of workers");
            return _ -> 0;
        }
        PluginContexts contexts =
                new PluginContexts(start.configuration()::bind, instance, ProcessRole.MASTER, 0, start.plugins());
        ProviderTable.Entry<CheaperAlgorithmProvider> entry = found.get();
        return entry.call("create", provider -> provider.create(contexts.of(entry)));
    }

    private static boolean load(Start start, String name) {
        return switch (start.plugins().loadProvider(ProviderKind.CHEAPER, name)) {
            case LoadOutcome.Loaded ignored -> true;
            case LoadOutcome.Missing ignored -> false;
            case LoadOutcome.Broken(String reason) ->
                throw new JwsgiException(
                        JwsgiException.Kind.USER, "unable to load cheaper algorithm " + name + ": " + reason);
        };
    }
}
