package org.jwsgi.api.emperor;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Nested;

/** Holds the contract against the simplest monitors of both kinds, whose source is memory. */
final class ImperialMonitorContractTest {
    /** A source in memory. */
    private static final class Source {
        private final Map<String, VassalSpec> vassals = new ConcurrentSkipListMap<>();
        private final BlockingQueue<Integer> changes = new LinkedBlockingQueue<>();
        private volatile boolean broken;

        private void changed() {
            changes.add(1);
        }

        private Collection<VassalSpec> read() throws MonitorException {
            if (broken) {
                throw new MonitorException("cannot read the memory: it is broken");
            }
            return List.copyOf(vassals.values());
        }
    }

    private record Polling(Source source) implements PollingMonitor {
        @Override
        public Collection<VassalSpec> scan() throws MonitorException {
            return source.read();
        }

        @Override
        public void close() {}
    }

    private record Streaming(Source source) implements StreamingMonitor {
        @Override
        public void run(VassalCommands vassals) throws MonitorException, InterruptedException {
            while (true) {
                vassals.replaceAll(source.read());
                source.changes.take();
            }
        }

        @Override
        public void close() {}
    }

    private interface Maker {
        ImperialMonitor make(Source source);
    }

    private record Provider(Source source, Maker maker) implements ImperialMonitorProvider {
        @Override
        public String name() {
            return "memory";
        }

        @Override
        public ImperialMonitor create(MonitorAddress address, MonitorContext context) {
            return maker.make(source);
        }
    }

    private abstract static class InMemory extends ImperialMonitorContract {
        private final Source source = new Source();

        abstract Maker maker();

        @Override
        protected ImperialMonitorProvider provider() {
            return new Provider(source, maker());
        }

        @Override
        protected String address() {
            return "memory://here";
        }

        @Override
        protected void publish(String name, String config, Instant stamp) {
            source.vassals.put(name, VassalSpec.of(name, stamp).withConfig(config));
            source.changed();
        }

        @Override
        protected void withdraw(String name) {
            source.vassals.remove(name);
            source.changed();
        }

        @Override
        protected boolean breakSource() {
            source.broken = true;
            source.changed();
            return true;
        }

        @Override
        protected void repairSource() {
            source.broken = false;
            source.changed();
        }

        @Override
        protected boolean give(String name, VassalOwner owner, Instant stamp) {
            source.vassals.computeIfPresent(name, (_, vassal) -> vassal.ownedBy(owner.uid(), owner.gid()));
            source.changed();
            return true;
        }
    }

    @Nested
    final class OfPolling extends InMemory {
        @Override
        Maker maker() {
            return Polling::new;
        }
    }

    @Nested
    final class OfStreaming extends InMemory {
        @Override
        Maker maker() {
            return Streaming::new;
        }
    }
}
