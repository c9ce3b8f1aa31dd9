package org.jwsgi.plugins.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.contract.HookActionContract;
import org.jwsgi.api.hook.FakeHookContext;
import org.jwsgi.api.hook.HookActionProvider;

class AlarmHookProviderTest extends HookActionContract {
    @Override
    protected HookActionProvider provider() {
        return new AlarmHookProvider();
    }

    @Override
    protected Map<String, String> good() {
        return Map.of("alarm", "ops two words");
    }

    @Override
    protected Map<String, String> bad() {
        return Map.of("alarm", "ops");
    }

    @Test
    void a_hook_raises_the_alarm(@TempDir Path directory) {
        FakePluginContext server = new FakePluginContext();

        provider().compile("alarm", "ops two words", server).run(new FakeHookContext(directory));

        assertThat(server.alarms()).containsExactly("ops two words");
    }
}
