package org.jwsgi.kernel.boot;

import java.nio.file.Path;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Limits;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.supervise.ResourceOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits that a running process can take, and that its children inherit. Runs in: the process that was started; main
 * thread.
 */
final class ResourceLimits {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceLimits.class);

    private ResourceLimits() {}

    /**
     * Sets {@code limit-nproc} and {@code max-fd}.
     *
     * @throws JwsgiException when the number of processes may not be limited
     */
    static void apply(ResourceOptions options) {
        options.limitNproc().ifPresent(tasks -> {
            LOG.info("limiting number of processes to {}...", tasks);
            Limits.set(Limits.PROCESSES, tasks);
        });
        options.maxFd().ifPresent(files -> {
            try {
                Limits.set(Limits.DESCRIPTORS, files);
                LOG.info("max open files limit raised to {}", files);
            } catch (PosixException e) {
                // Serving with the machine's limit beats not serving, as under uWSGI.
                LOG.warn("cannot limit open files to {}: {}", files, e.getMessage());
            }
        });
    }

    /**
     * Writes the files of {@code file-write}.
     *
     * @throws JwsgiException when one cannot be written
     */
    static void write(ResourceOptions options) {
        for (String setting : options.fileWrite()) {
            int equals = setting.indexOf('=');
            if (equals <= 0) {
                throw new JwsgiException(
                        JwsgiException.Kind.USER, "invalid file-write syntax, must be file=value: " + setting);
            }
            String value = setting.substring(equals + 1);
            LOG.info("writing \"{}\" to \"{}\" ...", value, setting.substring(0, equals));
            ControlGroups.write(Path.of(setting.substring(0, equals)), value);
        }
    }
}
