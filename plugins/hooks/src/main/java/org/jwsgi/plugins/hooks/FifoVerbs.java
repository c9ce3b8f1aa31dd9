package org.jwsgi.plugins.hooks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.hook.HookAction;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.hook.HookContext;

/** Words into named pipes. */
public final class FifoVerbs implements HookActionProvider {
    /** Creates the provider; the plugin host calls this. */
    public FifoVerbs() {}

    @Override
    public String name() {
        return "fifo";
    }

    @Override
    public List<String> verbs() {
        return List.of("writefifo", "spinningfifo");
    }

    @Override
    public HookAction compile(String verb, String arguments, PluginContext context) {
        List<String> words = Arguments.split(arguments, 2, 2, verb, "<file> <string>");
        String file = words.getFirst();
        byte[] bytes = words.get(1).getBytes(StandardCharsets.UTF_8);
        return verb.equals("writefifo")
                ? process -> process.host().writeFifo(file, bytes)
                : process -> spin(process, file, bytes);
    }

    private static void spin(HookContext process, String file, byte[] bytes) {
        while (!process.host().writeFifo(file, bytes)) {
            process.print("waiting for a reader of " + file + " ...");
            Polling.pause();
        }
    }
}
