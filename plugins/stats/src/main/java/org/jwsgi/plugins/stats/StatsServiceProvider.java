package org.jwsgi.plugins.stats;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.answer.AnswerServer;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;
import org.jwsgi.api.stats.StatsJson;
import org.jwsgi.api.stats.StatsTree;

/** Creates the stats server when {@code stats} asks for it. */
public final class StatsServiceProvider implements MasterServiceProvider {
    private static final byte[] HTTP_HEAD = """
            HTTP/1.0 200 OK\r
            Connection: close\r
            Access-Control-Allow-Origin: *\r
            Content-Type: application/json\r
            \r
            """.getBytes(US_ASCII);

    /** Creates the provider; the plugin host calls this. */
    public StatsServiceProvider() {}

    @Override
    public String name() {
        return "stats";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(StatsOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        StatsOptions options = context.options(StatsOptions.class);
        return options.address().map(address -> server(context, options, address, System::nanoTime));
    }

    /** Creates the server of these options. */
    static AnswerServer server(MasterContext context, StatsOptions options, String address, LongSupplier nanoTime) {
        StatsTree tree = new StatsTree(options.noCores(), options.noMetrics());
        Supplier<byte[]> json = () -> StatsJson.write(tree.of(context.snapshot()), options.minified());
        return new AnswerServer(
                context,
                new AnswerServer.Setup(
                        "stats server",
                        "stats",
                        address,
                        options.http(),
                        options.http() ? () -> http(json.get()) : json),
                nanoTime);
    }

    private static byte[] http(byte[] json) {
        return ByteBuffer.allocate(HTTP_HEAD.length + json.length)
                .put(HTTP_HEAD)
                .put(json)
                .array();
    }
}
