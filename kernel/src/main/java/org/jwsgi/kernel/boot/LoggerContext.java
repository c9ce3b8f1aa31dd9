package org.jwsgi.kernel.boot;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogOutput;
import org.jwsgi.kernel.posix.DescriptorOutput;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.LocalTime;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.SpawnRequest;
import org.jwsgi.kernel.posix.UnixDatagrams;
import org.slf4j.Logger;

/**
 * What loggers and encoders get from the kernel. Runs in: the process that reads the log; any thread.
 *
 * @param plugin the plugin's context
 * @param originals tells under which number a descriptor is found that the process was started with
 * @param environment the environment of commands
 */
record LoggerContext(PluginContext plugin, IntUnaryOperator originals, Map<String, String> environment)
        implements LogContext {
    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(1);
    private static final String SHELL_PRELUDE = "exec 0<&3 3<&- 1>&4 2>&4 4>&-; eval \"$0\"";

    @Override
    public byte[] strftime(String format, long epochSecond) {
        return LocalTime.strftime(format, epochSecond);
    }

    @Override
    public LogOutput datagrams(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        if (colon < 0 || address.indexOf('/') >= 0 || address.startsWith("@")) {
            try {
                return new Output(new DescriptorOutput(UnixDatagrams.connect(address)));
            } catch (PosixException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        return udp(address.substring(0, colon), address.substring(colon + 1));
    }

    private static LogOutput udp(String host, String port) throws IOException {
        String name = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.connect(new InetSocketAddress(name.isEmpty() ? "127.0.0.1" : name, Integer.parseInt(port)));
            return new Datagrams(channel);
        } catch (UnresolvedAddressException e) {
            channel.close();
            throw new IOException("unknown host " + name, e);
        } catch (IOException | IllegalArgumentException e) {
            channel.close();
            throw new IOException("cannot reach " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    @Override
    public LogOutput descriptor(int number) throws IOException {
        int source = originals.applyAsInt(number);
        if (!Descriptors.isOpen(source)) {
            throw new IOException("descriptor " + number + " is not open");
        }
        return new Output(new DescriptorOutput(Descriptors.duplicateAbove(source, 3)));
    }

    @Override
    public LogOutput command(String commandLine) throws IOException {
        Descriptors.Pair pipe = Descriptors.pipe();
        try {
            int pid = Processes.spawn(new SpawnRequest(
                    List.of("/bin/sh", "-c", SHELL_PRELUDE, commandLine),
                    environment,
                    List.of(pipe.first(), originals.applyAsInt(2))));
            // Collects it whenever it ends: nobody else does, since the kernel waits for its own children one by one.
            Thread end = Thread.ofPlatform().name("log command").daemon().start(() -> Processes.await(pid));
            return new Command(new DescriptorOutput(pipe.second()), end);
        } catch (PosixException e) {
            Descriptors.close(pipe.second());
            throw new IOException(e.getMessage(), e);
        } finally {
            Descriptors.close(pipe.first());
        }
    }

    @Override
    public <T extends Record> T options(Class<T> record) {
        return plugin.options(record);
    }

    @Override
    public Logger log() {
        return plugin.log();
    }

    @Override
    public ProcessRole role() {
        return plugin.role();
    }

    @Override
    public int workerId() {
        return plugin.workerId();
    }

    @Override
    public InstanceInfo instance() {
        return plugin.instance();
    }

    private record Output(DescriptorOutput out) implements LogOutput {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {
            out.close();
        }
    }

    /** A command's input. Closing gives it a moment to use what it has read. */
    private record Command(DescriptorOutput out, Thread end) implements LogOutput {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {
            out.close();
            try {
                end.join(COMMAND_PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private record Datagrams(DatagramChannel channel) implements LogOutput {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                channel.write(ByteBuffer.wrap(bytes, offset, length));
            } catch (IOException e) {
                throw new IOException(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT), e);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // It is gone all the same.
            }
        }
    }
}
