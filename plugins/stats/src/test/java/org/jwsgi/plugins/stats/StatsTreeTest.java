package org.jwsgi.plugins.stats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.minidev.json.parser.JSONParser;
import net.minidev.json.parser.ParseException;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.stats.StatsJson;
import org.jwsgi.api.stats.StatsTree;

class StatsTreeTest {
    @Test
    void has_the_keys_order_and_types_that_uwsgi_2_0_21_answered_with() throws IOException, ParseException {
        Map<String, Object> contributions = Snapshots.contributions();
        contributions.remove("own");

        Map<String, Object> parsed = parse(new StatsTree(false, false), contributions);

        assertThat(KeyTree.of(parsed)).containsExactlyElementsOf(recordedKeys());
    }

    @Test
    void puts_contributions_that_uwsgi_does_not_know_at_the_end() throws ParseException {
        Map<String, Object> parsed = parse(new StatsTree(false, false), Snapshots.contributions());

        assertThat(List.copyOf(parsed.keySet()).getLast()).isEqualTo("own");
        assertThat(parsed).containsEntry("own", "text");
    }

    @Test
    void does_not_let_a_contribution_replace_a_key_of_the_kernel() throws ParseException {
        assertThat(parse(new StatsTree(false, false), Map.of("pid", 1))).containsEntry("pid", 100);
    }

    @Test
    void leaves_out_cores_and_metrics_when_told_to() throws ParseException {
        Map<String, Object> parsed = parse(new StatsTree(true, true), Snapshots.contributions());

        assertThat(parsed).doesNotContainKey("metrics").containsKey("caches");
        assertThat(KeyTree.of(parsed)).noneMatch(line -> line.contains("cores"));
    }

    @Test
    void reports_each_fact_under_its_own_key() throws ParseException {
        String json =
                new String(StatsJson.write(new StatsTree(false, false).of(Snapshots.busy(Map.of())), true), UTF_8);

        assertThat(json)
                .contains("\"workers\":[{\"id\":1,\"pid\":101,\"accepting\":1,\"requests\":11,\"delta_requests\":12,"
                        + "\"exceptions\":13,\"harakiri_count\":14,\"signals\":15,\"signal_queue\":16,"
                        + "\"status\":\"busy\",\"rss\":17,\"vsz\":18,\"running_time\":19,\"last_spawn\":20,"
                        + "\"respawn_count\":21,\"tx\":22,\"avg_rt\":23,"
                        + "\"apps\":[{\"id\":0,\"modifier1\":8,\"mountpoint\":\"/m\",\"startup_time\":24,"
                        + "\"requests\":25,\"exceptions\":26,\"chdir\":\"/c\"}],"
                        + "\"cores\":[{\"id\":0,\"requests\":27,\"static_requests\":28,\"routed_requests\":29,"
                        + "\"offloaded_requests\":30,\"write_errors\":31,\"read_errors\":32,\"in_request\":1,"
                        + "\"vars\":[\"PATH_INFO=/\\n\",\"X=1\",\"\"],\"req_info\":{\"request_start\":35}}]},");
        assertThat(json)
                .startsWith("{\"version\":\"1.2.3\",\"listen_queue\":5,\"listen_queue_errors\":0,\"signal_queue\":0,"
                        + "\"load\":5,\"pid\":100,\"uid\":33,\"gid\":34,\"cwd\":\"/srv/a \\\"b\\\"\\\\\","
                        + "\"locks\":[{\"user 0\":0},{\"signal\":77}],"
                        + "\"sockets\":[{\"name\":\"127.0.0.1:8080\",\"proto\":\"http\",\"queue\":5,"
                        + "\"max_queue\":100,\"shared\":0,\"can_offload\":1}],");
    }

    static Map<String, Object> parse(StatsTree tree, Map<String, Object> contributions) throws ParseException {
        Map<String, Object> parsed = StatsReader.parse(
                StatsJson.write(tree.of(Snapshots.busy(contributions)), false), JSONParser.MODE_RFC4627);
        Map<String, Object> minified = StatsReader.parse(
                StatsJson.write(tree.of(Snapshots.busy(contributions)), true), JSONParser.MODE_RFC4627);
        assertThat(minified).isEqualTo(parsed);
        return new LinkedHashMap<>(parsed);
    }

    private static List<String> recordedKeys() throws IOException {
        try (InputStream in = StatsTreeTest.class.getResourceAsStream("uwsgi-2.0.21.keys")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }
}
