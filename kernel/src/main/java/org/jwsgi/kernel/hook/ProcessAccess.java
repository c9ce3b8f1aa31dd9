package org.jwsgi.kernel.hook;

import java.nio.file.Path;
import java.util.Map;
import org.jwsgi.api.hook.HookContext;
import org.jwsgi.api.hook.HostCalls;
import org.jwsgi.kernel.posix.NativePath;
import org.jwsgi.kernel.posix.Processes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a hook of a plugin may do to this process. Everything happens on the calling thread.
 *
 * @param phase what log lines call the phase
 * @param process this process
 */
record ProcessAccess(String phase, HookProcess process) implements HookContext {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessAccess.class);

    @Override
    public void print(String line) {
        LOG.info("{}", line);
    }

    @Override
    public Path directory() {
        return Path.of(NativePath.workingDirectory());
    }

    @Override
    public void changeDirectory(String directory) {
        HostAccess.explained(() -> {
            Processes.chdir(directory);
            return true;
        });
    }

    @Override
    public Map<String, String> environment() {
        return process.environment().variables();
    }

    @Override
    public void setVariable(String name, String value) {
        HostAccess.explained(() -> {
            process.environment().set(name, value);
            return true;
        });
    }

    @Override
    public int shell(String command) {
        return HostAccess.explained(
                () -> Shell.run(process.shells(), command, process.environment().variables()));
    }

    @Override
    public void exit(int code) {
        throw new HookExit(code & 0xff);
    }

    @Override
    public HostCalls host() {
        return new HostAccess();
    }
}
