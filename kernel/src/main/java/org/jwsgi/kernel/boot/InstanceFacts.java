package org.jwsgi.kernel.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.kernel.config.Configuration;
import org.jwsgi.kernel.posix.SystemFacts;
import org.jwsgi.kernel.supervise.ProcessOptions;

/** Puts together what plugins may know of the instance. Any process. */
final class InstanceFacts {
    private InstanceFacts() {}

    /**
     * Returns the facts.
     *
     * @param startDirectory the instance's working directory at its start
     * @param workers the number of workers, 0 when there is no socket to serve
     */
    static InstanceInfo of(
            Installation installation,
            Configuration configuration,
            String startDirectory,
            long masterPid,
            int workers) {
        ProcessOptions processes = configuration.bind(ProcessOptions.class);
        return new InstanceInfo(
                installation.version(),
                hostname(),
                installation.home(),
                Path.of(startDirectory),
                masterPid,
                processes.needsMaster(),
                workers,
                processes.threads(),
                configuration.optionMap());
    }

    private static String hostname() {
        // One read: files below /proc/sys give their content only at once.
        try (InputStream file = Files.newInputStream(Path.of("/proc/sys/kernel/hostname"))) {
            byte[] bytes = new byte[256];
            int length = file.read(bytes);
            return new String(bytes, 0, Math.max(0, length), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return SystemFacts.names().node(); // a jail without /proc
        }
    }
}
