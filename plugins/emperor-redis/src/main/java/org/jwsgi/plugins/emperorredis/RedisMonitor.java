package org.jwsgi.plugins.emperorredis;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.SocketTimeoutException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.emperor.ChangeStamps;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.PollingMonitor;
import org.jwsgi.api.emperor.VassalSpec;

/**
 * Reads the set of names and the hash of each for every scan, over a connection that it keeps. A name without a hash is none.
 * A hash with a mistake leaves its own vassal as it was and is reported once. The monitor's thread, but for {@link #close};
 * a {@link RedisSubscriber} on another one has it scan early.
 */
final class RedisMonitor implements PollingMonitor {
    private static final int BATCH = 500;
    private static final String ATTRIBUTE = "attr:";

    private final RedisAddress address;
    private final MonitorContext context;
    private final RedisSubscriber subscriber;
    private final ChangeStamps stamps = new ChangeStamps();
    private final Map<String, String> mistakes = new HashMap<>();
    private Map<String, VassalSpec> last = Map.of();
    private boolean subscribed;
    private @Nullable RedisConnection connection;
    private boolean closed;

    RedisMonitor(RedisAddress address, MonitorContext context) {
        this.address = address;
        this.context = context;
        this.subscriber = new RedisSubscriber(address, context);
    }

    @Override
    public String label(MonitorAddress configured) {
        return address.toString();
    }

    @Override
    public Collection<VassalSpec> scan() throws MonitorException, InterruptedException {
        if (!subscribed) {
            subscribed = true;
            context.background("subscriber of " + address, subscriber);
        }
        try {
            Optional<RedisConnection> kept = kept();
            if (kept.isPresent()) {
                try {
                    return read(kept.get());
                } catch (RedisConnection.RefusedException e) {
                    throw e;
                } catch (IOException e) {
                    forget(); // the server may have ended it long ago: only what a new one says counts
                }
            }
            RedisConnection fresh = fresh();
            fresh.open();
            return read(fresh);
        } catch (IOException e) {
            forget();
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException("the monitor is closed");
            }
            throw new MonitorException("cannot read " + address + ": " + reason(e), e);
        }
    }

    static String reason(IOException e) {
        return switch (e) {
            case SocketTimeoutException ignored -> "the server does not answer";
            case RedisConnection.RefusedException ignored -> "the server says " + e.getMessage();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }

    private synchronized Optional<RedisConnection> kept() {
        return Optional.ofNullable(connection);
    }

    private synchronized RedisConnection fresh() throws InterruptedException {
        if (closed) {
            throw new InterruptedException("the monitor is closed");
        }
        RedisConnection created = new RedisConnection(address);
        connection = created;
        return created;
    }

    private synchronized void forget() {
        RedisConnection current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }

    private List<VassalSpec> read(RedisConnection from) throws IOException {
        TreeSet<String> sorted = new TreeSet<>();
        for (Object name :
                list(from.ask(List.of(List.of("SMEMBERS", address.key()))).getFirst())) {
            sorted.add(String.valueOf(name));
        }
        List<String> names = List.copyOf(sorted);
        Map<String, VassalSpec> vassals = new TreeMap<>();
        for (int start = 0; start < names.size(); start += BATCH) {
            List<String> batch = names.subList(start, Math.min(start + BATCH, names.size()));
            List<@Nullable Object> hashes = from.ask(batch.stream()
                    .map(name -> List.of("HGETALL", address.key() + ":" + name))
                    .toList());
            for (int i = 0; i < batch.size(); i++) {
                Map<String, String> hash = hash(list(hashes.get(i)));
                String name = batch.get(i);
                if (!hash.isEmpty()) {
                    vassal(name, hash).ifPresent(vassal -> vassals.put(name, vassal));
                }
            }
        }
        last = vassals;
        return stamps.stamp(vassals.values());
    }

    private static List<?> list(@Nullable Object answer) throws IOException {
        if (answer instanceof List<?> list) {
            return list;
        }
        throw new IOException("the answer is not one of Redis");
    }

    private static Map<String, String> hash(List<?> pairs) {
        Map<String, String> hash = new TreeMap<>();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            hash.put(String.valueOf(pairs.get(i)), String.valueOf(pairs.get(i + 1)));
        }
        return hash;
    }

    private Optional<VassalSpec> vassal(String name, Map<String, String> hash) {
        try {
            VassalSpec vassal = describe(name, hash);
            mistakes.remove(name);
            return Optional.of(vassal);
        } catch (IllegalArgumentException e) {
            String mistake = String.valueOf(e.getMessage());
            if (!mistake.equals(mistakes.put(name, mistake))) {
                context.log().error("[emperor-redis] vassal {} stays as it is: {}", name, mistake);
            }
            return Optional.ofNullable(last.get(name));
        }
    }

    /** Describes a vassal; throws IllegalArgumentException with what is wrong with its hash. */
    private static VassalSpec describe(String name, Map<String, String> hash) {
        VassalSpec vassal = VassalSpec.of(name, ChangeStamps.NONE);
        for (Map.Entry<String, String> field : hash.entrySet()) {
            String value = field.getValue();
            vassal = switch (field.getKey()) {
                case "config" -> value.isEmpty() ? vassal : vassal.withConfig(value);
                case "ts" -> vassal.stampedAt(stamp(value));
                case "uid", "gid" -> vassal.ownedBy(number(hash, "uid"), number(hash, "gid"));
                case "socket" -> value.isEmpty() ? vassal : vassal.onDemand(value);
                default -> withAttribute(vassal, field.getKey(), value);
            };
        }
        return vassal;
    }

    private static VassalSpec withAttribute(VassalSpec vassal, String field, String value) {
        if (!field.startsWith(ATTRIBUTE)) {
            throw new IllegalArgumentException("it has an unknown field \"" + field + "\"");
        }
        return vassal.with(field.substring(ATTRIBUTE.length()), value);
    }

    private static Instant stamp(String text) {
        try {
            return ChangeStamps.ofSeconds(new BigDecimal(text));
        } catch (NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException("its ts is no time in seconds since 1970: " + text, e);
        }
    }

    private static int number(Map<String, String> hash, String field) {
        try {
            int number = Integer.parseInt(hash.getOrDefault(field, ""));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("it needs uid and gid, both as numbers");
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        forget();
        subscriber.close();
    }
}
