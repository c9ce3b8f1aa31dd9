package org.jwsgi.api.contract;

import java.util.Map;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.hook.HookAction;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.hook.HookException;

/** Shows with the smallest provider that the contract can be fulfilled. */
class HookActionContractTest extends HookActionContract {
    @Override
    protected HookActionProvider provider() {
        return new Greeter();
    }

    @Override
    protected Map<String, String> good() {
        return Map.of("greet", "world");
    }

    @Override
    protected Map<String, String> bad() {
        return Map.of("greet", "");
    }

    private static final class Greeter implements HookActionProvider {
        @Override
        public String name() {
            return "greet";
        }

        @Override
        public HookAction compile(String verb, String arguments, PluginContext context) {
            if (arguments.isEmpty()) {
                throw new HookException("invalid hook greet syntax, must be: <name>");
            }
            return process -> process.print("hello " + arguments);
        }
    }
}
