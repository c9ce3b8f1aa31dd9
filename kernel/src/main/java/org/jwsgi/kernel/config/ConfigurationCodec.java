package org.jwsgi.kernel.config;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigSource;
import org.jwsgi.kernel.JwsgiException;

/**
 * The effective configuration as bytes, between processes of one version on one machine: big-endian counts, and texts as
 * a length in bytes (-1 for none) and UTF-8. Stateless.
 */
final class ConfigurationCodec {
    private static final int MAGIC = 0x6a776301;

    private ConfigurationCodec() {}

    static byte[] encode(Configuration.Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(content.lines().size());
            for (ConfigLine line : content.lines()) {
                write(out, line.key());
                write(out, line.value());
                write(out, line.source().name());
                out.writeInt(line.source().line());
            }
            out.writeInt(content.environmentChanges().size());
            for (Map.Entry<String, Optional<String>> change :
                    content.environmentChanges().entrySet()) {
                write(out, change.getKey());
                write(out, change.getValue().orElse(null));
            }
            write(out, content.plugins());
            write(out, new ArrayList<>(content.forced()));
            write(out, content.listing());
        } catch (IOException e) {
            throw new JwsgiException(JwsgiException.Kind.BUG, "cannot encode the configuration", e);
        }
        return bytes.toByteArray();
    }

    static Configuration.Content decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("it was written by another version");
            }
            int count = count(in);
            List<ConfigLine> lines = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                String key = text(in);
                String value = read(in);
                lines.add(new ConfigLine(key, value, new ConfigSource(text(in), in.readInt())));
            }
            int changes = count(in);
            Map<String, Optional<String>> environment = new LinkedHashMap<>();
            for (int i = 0; i < changes; i++) {
                environment.put(text(in), Optional.ofNullable(read(in)));
            }
            List<String> plugins = texts(in);
            Set<String> forced = new LinkedHashSet<>(texts(in));
            return new Configuration.Content(List.copyOf(lines), environment, plugins, forced, text(in));
        } catch (IOException e) {
            throw new JwsgiException(
                    JwsgiException.Kind.BUG, "cannot read the configuration of the master: " + e.getMessage(), e);
        }
    }

    private static void write(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            write(out, text);
        }
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        int count = count(in);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text(in));
        }
        return List.copyOf(texts);
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available()) {
            throw new IOException("it is cut short");
        }
        return count;
    }

    private static String text(DataInputStream in) throws IOException {
        String text = read(in);
        if (text == null) {
            throw new IOException("a name is missing");
        }
        return text;
    }

    private static @Nullable String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > in.available()) {
            throw new IOException("it is cut short");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
