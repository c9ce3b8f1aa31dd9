package org.jwsgi.api.hook;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes hooks that remember that they ran. A hook with the verb {@code fail} fails; other verbs all exist. */
public final class FakeHooks implements Hooks {
    private final List<String> ran = new CopyOnWriteArrayList<>();

    /** Returns the hooks that ran, as {@code PHASE VERB:ARGUMENTS}. */
    public List<String> ran() {
        return ran;
    }

    @Override
    public Hook compile(String phase, String text) {
        if (text.indexOf(':') < 0) {
            throw new HookException("invalid hook syntax, must be hook:args");
        }
        return new Hook() {
            @Override
            public String text() {
                return text;
            }

            @Override
            public void run() {
                runUnannounced();
            }

            @Override
            public void runUnannounced() {
                ran.add(phase + ' ' + text);
                if (text.startsWith("fail:")) {
                    throw new HookException("the test wants " + text + " to fail");
                }
            }
        };
    }
}
