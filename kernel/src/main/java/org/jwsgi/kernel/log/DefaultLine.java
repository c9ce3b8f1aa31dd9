package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jwsgi.api.request.RequestVars;
import org.jwsgi.kernel.posix.LocalTime;

/**
 * uWSGI's request line. Its shape is fixed: log analysers know it. A line of more than 4096 bytes is written again
 * without what the client chose, as uWSGI does.
 */
final class DefaultLine implements LineFormat {
    private static final int LONGEST = 4096;
    private static final byte[] NOTHING = {'-'};
    private static final byte[] UNKNOWN_CLIENT = ascii("0.0.0.0 ()");

    private final byte[] start;
    private final boolean micros;
    private final boolean forwardedFor;
    private final boolean memoryReport;
    private final boolean vhost;
    private final SecondText time = new SecondText(LocalTime::ctime);

    DefaultLine(RequestLogOptions options, long pid) {
        this.start = ascii("[pid: " + pid + "|app: ");
        this.micros = options.micros();
        this.forwardedFor = options.forwardedFor();
        this.memoryReport = options.memoryReport();
        this.vhost = options.vhost();
    }

    @Override
    public void write(LineBuffer line, RequestRecord request, MemoryUse memory, long now) {
        write(line, request, memory, vhost, false);
        if (line.length() > LONGEST) {
            line.truncate(0);
            write(line, request, memory, vhost, true);
            if (line.length() > LONGEST) {
                line.truncate(0);
                write(line, request, memory, false, true);
            }
        }
    }

    private void write(LineBuffer line, RequestRecord request, MemoryUse memory, boolean withHost, boolean brief) {
        RequestVars vars = request.vars();
        if (withHost) {
            line.addEscaped(vars, RequestFields.host(vars));
            line.add(' ');
        }
        if (memoryReport) {
            memory(line, memory);
        }
        line.add(start);
        line.add(request.appId());
        line.addAscii("|req: ");
        line.add(request.appRequests());
        line.add('/');
        line.add(request.totalRequests());
        line.addAscii("] ");
        client(line, vars, brief);
        line.addAscii(" {");
        line.add(vars.size() * 2L);
        line.addAscii(" vars in ");
        line.add(vars.blockSize());
        line.addAscii(" bytes} [");
        line.add(time.at(Math.floorDiv(request.startMicros(), 1_000_000L)));
        line.addAscii("] ");
        field(line, vars, RequestFields.METHOD, brief);
        line.add(' ');
        field(line, vars, RequestFields.URI, brief);
        response(line, request, brief);
    }

    private void response(LineBuffer line, RequestRecord request, boolean brief) {
        line.addAscii(" => generated ");
        line.add(request.bodyBytes());
        line.addAscii(" bytes in ");
        line.add(micros ? request.durationMicros() : request.durationMicros() / 1000);
        line.addAscii(micros ? " micros " : " msecs ");
        String via = request.via();
        if (!via.isEmpty()) {
            line.addAscii("via ");
            line.addAscii(via);
            line.addAscii("() ");
        }
        line.add('(');
        field(line, request.vars(), RequestFields.PROTOCOL, brief);
        line.add(' ');
        line.add(request.status());
        line.addAscii(") ");
        line.add(request.headerCount());
        line.addAscii(" headers in ");
        line.add(request.headerBytes());
        line.addAscii(" bytes (");
        line.add(request.switches());
        line.addAscii(" switches on core ");
        line.add(request.core());
        line.addAscii(")\n");
    }

    private void client(LineBuffer line, RequestVars vars, boolean brief) {
        if (brief) {
            line.add(UNKNOWN_CLIENT);
            return;
        }
        line.addEscaped(vars, RequestFields.address(vars, forwardedFor));
        line.addAscii(" (");
        line.addEscaped(vars, RequestFields.find(vars, RequestFields.USER));
        line.add(')');
    }

    private static void field(LineBuffer line, RequestVars vars, byte[] name, boolean brief) {
        if (brief) {
            line.add(NOTHING);
        } else {
            line.addEscaped(vars, RequestFields.find(vars, name));
        }
    }

    private static void memory(LineBuffer line, MemoryUse memory) {
        line.addAscii("{address space usage: ");
        line.add(memory.vsz());
        line.addAscii(" bytes/");
        line.add(memory.vsz() >> 20);
        line.addAscii("MB} {rss usage: ");
        line.add(memory.rss());
        line.addAscii(" bytes/");
        line.add(memory.rss() >> 20);
        line.addAscii("MB} ");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
