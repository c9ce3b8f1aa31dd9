package org.jwsgi.kernel.boot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Capabilities;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.socket.Listener;

/**
 * What a process that does not read the configuration is told: the effective configuration, the loaded plugins and the
 * sockets. It travels through a memory file between processes of one installation, so its format has no versions.
 *
 * @param configuration the encoded configuration
 * @param plugins the lines of {@link org.jwsgi.kernel.plugin.PluginHost#handOver()}
 * @param listeners the sockets, numbered as the master has them; their descriptors mean the master's
 * @param startDirectory the instance's working directory at its start
 * @param masterPid the master's pid
 * @param bornAsUser whether the worker has dropped privileges at birth, unlike its master
 * @param late who the worker becomes once its apps are loaded; empty to stay
 */
record WorkerPayload(
        byte[] configuration,
        List<String> plugins,
        List<Listener> listeners,
        String startDirectory,
        long masterPid,
        boolean bornAsUser,
        Optional<LateIdentity> late) {

    /**
     * An identity that a worker takes by itself.
     *
     * @param identity user and groups
     * @param kept the capabilities that stay
     */
    record LateIdentity(Identity identity, Optional<Capabilities> kept) {}

    WorkerPayload(
            byte[] configuration,
            List<String> plugins,
            List<Listener> listeners,
            String startDirectory,
            long masterPid) {
        this(configuration, plugins, listeners, startDirectory, masterPid, false, Optional.empty());
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(configuration.length + 1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writeBytes(out, configuration);
            out.writeInt(plugins.size());
            for (String line : plugins) {
                writeText(out, line);
            }
            out.writeInt(listeners.size());
            for (Listener listener : listeners) {
                out.writeInt(listener.number());
                out.writeInt(listener.fd());
                writeText(out, listener.name());
                out.writeByte(listener.family().ordinal());
                out.writeInt(listener.port());
                writeText(out, listener.protocol());
                out.writeBoolean(listener.shared());
            }
            writeText(out, startDirectory);
            out.writeLong(masterPid);
            out.writeBoolean(bornAsUser);
            out.writeBoolean(late.isPresent());
            if (late.isPresent()) {
                writeLate(out, late.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what a master wrote.
     *
     * @throws JwsgiException when it is damaged
     */
    static WorkerPayload decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte[] configuration = in.readNBytes(in.readInt());
            List<String> plugins = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                plugins.add(readText(in));
            }
            List<Listener> listeners = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                listeners.add(new Listener(
                        in.readInt(),
                        in.readInt(),
                        readText(in),
                        Listener.Family.values()[in.readByte()],
                        in.readInt(),
                        readText(in),
                        in.readBoolean()));
            }
            return new WorkerPayload(
                    configuration,
                    plugins,
                    listeners,
                    readText(in),
                    in.readLong(),
                    in.readBoolean(),
                    in.readBoolean() ? Optional.of(readLate(in)) : Optional.empty());
        } catch (IOException e) {
            throw new JwsgiException(JwsgiException.Kind.BUG, "cannot read what the master handed over", e);
        }
    }

    private static void writeLate(DataOutputStream out, LateIdentity late) throws IOException {
        out.writeInt(late.identity().uid());
        out.writeInt(late.identity().gid());
        out.writeInt(late.identity().groups().size());
        for (int group : late.identity().groups()) {
            out.writeInt(group);
        }
        out.writeLong(late.kept().map(Capabilities::mask).orElse(0L));
    }

    private static LateIdentity readLate(DataInputStream in) throws IOException {
        int uid = in.readInt();
        int gid = in.readInt();
        List<Integer> groups = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            groups.add(in.readInt());
        }
        long mask = in.readLong();
        return new LateIdentity(
                new Identity(uid, gid, groups), mask == 0 ? Optional.empty() : Optional.of(new Capabilities(mask)));
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        writeBytes(out, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), java.nio.charset.StandardCharsets.UTF_8);
    }
}
