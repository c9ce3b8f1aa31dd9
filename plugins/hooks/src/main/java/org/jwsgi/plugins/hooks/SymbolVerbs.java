package org.jwsgi.plugins.hooks;

import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.hook.HookAction;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.hook.HookContext;
import org.jwsgi.api.hook.HookException;

/**
 * Calls of C functions among the libraries of the process: the C library, the JVM's and what apps have loaded. The forms
 * that end with {@code ret} fail unless the function returns 0.
 */
public final class SymbolVerbs implements HookActionProvider {
    /** Creates the provider; the plugin host calls this. */
    public SymbolVerbs() {}

    @Override
    public String name() {
        return "symbol";
    }

    @Override
    public List<String> verbs() {
        return List.of("call", "callret", "callint", "callintret", "unix_signal");
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(CallOptions.class);
    }

    @Override
    public HookAction compile(String verb, String arguments, PluginContext context) {
        if (verb.equals("unix_signal")) {
            return signal(arguments);
        }
        List<String> words = Arguments.split(arguments, 1, 2, verb, "<symbol> [arg]");
        Call call = verb.startsWith("callint") ? withNumber(verb, words) : withText(words);
        return verb.endsWith("ret") ? process -> requireZero(words, call.on(process)) : call::on;
    }

    private static Call withText(List<String> words) {
        return words.size() == 1
                ? process -> process.host().call(words.getFirst())
                : process -> process.host().call(words.getFirst(), words.get(1));
    }

    private static Call withNumber(String verb, List<String> words) {
        if (words.size() == 1) {
            return withText(words);
        }
        int argument;
        try {
            argument = Integer.parseInt(words.get(1));
        } catch (NumberFormatException e) {
            throw Arguments.bad(verb, "<symbol> [int]");
        }
        return process -> process.host().call(words.getFirst(), argument);
    }

    private static HookAction signal(String arguments) {
        String syntax = "<signum> <func>";
        List<String> words = Arguments.split(arguments, 2, 2, "unix_signal", syntax);
        int signal = Arguments.number(words.getFirst(), "unix_signal", syntax);
        return process -> process.host().handleSignal(signal, words.get(1));
    }

    private static void requireZero(List<String> words, int result) {
        if (result != 0) {
            throw new HookException("function \"" + words.getFirst() + "\" returned " + result);
        }
    }

    /** A call that is ready to be made. */
    private interface Call {
        int on(HookContext process);
    }
}
