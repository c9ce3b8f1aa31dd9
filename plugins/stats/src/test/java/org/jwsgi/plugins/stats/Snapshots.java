package org.jwsgi.plugins.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jwsgi.api.master.InstanceSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.AppSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.CoreSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.SocketSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.WorkerSnapshot;

/** Pictures of instances. */
final class Snapshots {
    private Snapshots() {}

    /** One busy worker and one that was never spawned; every number is different. */
    static InstanceSnapshot busy(Map<String, Object> contributions) {
        Map<String, Long> locks = new LinkedHashMap<>();
        locks.put("user 0", 0L);
        locks.put("signal", 77L);
        return new InstanceSnapshot(
                "1.2.3",
                5,
                100,
                33,
                34,
                "/srv/a \"b\"\\",
                locks,
                List.of(new SocketSnapshot("127.0.0.1:8080", "http", 5, 100, false, true)),
                List.of(
                        new WorkerSnapshot(
                                1,
                                101,
                                true,
                                11,
                                12,
                                13,
                                14,
                                15,
                                16,
                                "busy",
                                17,
                                18,
                                19,
                                20,
                                21,
                                22,
                                23,
                                List.of(new AppSnapshot(0, 8, "/m", 24, 25, 26, "/c")),
                                List.of(new CoreSnapshot(
                                        0, 27, 28, 29, 30, 31, 32, true, List.of("PATH_INFO=/\n", "X=1"), 35, 36))),
                        new WorkerSnapshot(
                                0,
                                0,
                                false,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                "cheap",
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                List.of(),
                                List.of(new CoreSnapshot(0, 0, 0, 0, 0, 0, 0, false, List.of(), 0, 0)))),
                contributions);
    }

    /** What plugins contribute, in an order other than uWSGI's. */
    static Map<String, Object> contributions() {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("own", "text");
        parts.put("metrics", Map.of("m", tree("type", 0, "oid", "5.1", "value", 9)));
        parts.put(
                "caches",
                List.of(tree(
                        "name",
                        "c",
                        "hash",
                        "h",
                        "hashsize",
                        1,
                        "keysize",
                        2,
                        "max_items",
                        3,
                        "blocks",
                        4,
                        "blocksize",
                        5,
                        "items",
                        6,
                        "hits",
                        7,
                        "miss",
                        8,
                        "full",
                        9,
                        "last_modified_at",
                        10)));
        parts.put("daemons", List.of(tree("cmd", "sleep 1", "pid", 3, "respawns", 0)));
        return parts;
    }

    private static Map<String, Object> tree(Object... pairs) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            tree.put((String) pairs[i], pairs[i + 1]);
        }
        return tree;
    }
}
