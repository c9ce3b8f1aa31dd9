package org.jwsgi.plugins.emperor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;
import org.jwsgi.api.emperor.StreamingMonitor;
import org.jwsgi.api.emperor.VassalCommands;
import org.jwsgi.api.emperor.VassalSpec;
import org.jwsgi.api.supervisor.FakePrograms.Launched;
import org.jwsgi.api.supervisor.FakeSupervisorContext;

/** An Emperor whose vassals are those that a test names, over a monitor that says so at once. */
final class TestEmpire implements AutoCloseable {
    static final Instant BORN = Instant.ofEpochSecond(1_600_000_000);

    private final FakeSupervisorContext context;
    private final Emperor emperor;
    private final Source source = new Source();

    TestEmpire(Settings settings, VassalSpec... vassals) {
        context = new FakeSupervisorContext(
                        settings.emperor(),
                        settings.vassals(),
                        settings.tenants(),
                        settings.hooks(),
                        settings.commands())
                .with(source);
        source.first = List.of(vassals);
        emperor = new Emperor(context, context::now);
        emperor.start();
        context.await(
                "vassals",
                () -> facts().keySet()
                        .containsAll(
                                List.of(vassals).stream().map(VassalSpec::name).toList()));
        context.runPosted();
    }

    /** Says what it is told, in the order of the telling. */
    private static final class Source implements ImperialMonitorProvider, StreamingMonitor {
        private List<VassalSpec> first = List.of();
        private final java.util.concurrent.LinkedBlockingQueue<VassalSpec> news =
                new java.util.concurrent.LinkedBlockingQueue<>();

        @Override
        public String name() {
            return "test";
        }

        @Override
        public ImperialMonitor create(MonitorAddress address, MonitorContext given) {
            return this;
        }

        @Override
        public void run(VassalCommands vassals) throws InterruptedException {
            vassals.replaceAll(first);
            while (true) {
                vassals.put(news.take());
            }
        }

        @Override
        public void close() {}
    }

    static VassalSpec vassal(String name) {
        return VassalSpec.of(name, BORN).ownedBy(1000, 1000);
    }

    FakeSupervisorContext context() {
        return context;
    }

    Emperor emperor() {
        return emperor;
    }

    /** Has the monitor name a vassal anew and waits until the Emperor knows. */
    void publish(VassalSpec vassal) {
        source.news.add(vassal);
        context.await("news of " + vassal.name(), () -> {
            Map<String, Object> facts = facts().get(vassal.name());
            return facts != null && facts.containsValue(vassal.stamp().getEpochSecond());
        });
    }

    /** Returns what the stats show of each vassal. */
    Map<String, Map<String, Object>> facts() {
        Map<String, Map<String, Object>> facts = new LinkedHashMap<>();
        if (emperor.picture().get("vassals") instanceof Collection<?> vassals) {
            for (Object vassal : vassals) {
                Map<String, Object> copy = new LinkedHashMap<>();
                ((Map<?, ?>) vassal).forEach((key, value) -> copy.put(String.valueOf(key), value));
                facts.put(String.valueOf(copy.get("id")), copy);
            }
        }
        return facts;
    }

    Map<String, Object> facts(String name) {
        Map<String, Object> facts = facts().get(name);
        if (facts == null) {
            throw new AssertionError("no vassal " + name + " among " + facts().keySet());
        }
        return facts;
    }

    List<Launched> programs() {
        return context.programs().launched();
    }

    /** Returns the words that the program was told, in order. */
    List<Integer> told(int program) {
        List<Integer> words = new ArrayList<>();
        int pipe = programs().get(program).spec().descriptors().getFirst();
        context.lines().wire(pipe).sent().forEach(bytes -> words.add((int) bytes[0]));
        return words;
    }

    boolean logged(String part) {
        return context.log().lines().stream().anyMatch(line -> line.contains(part));
    }

    /** Lets a second pass. */
    void tick() {
        context.pass(Duration.ofSeconds(1));
        emperor.onTick();
        context.runPosted();
    }

    @Override
    public void close() {
        emperor.close();
    }
}
