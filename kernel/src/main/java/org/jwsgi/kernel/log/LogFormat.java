package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.request.RequestVars;
import org.jwsgi.kernel.posix.LocalTime;

/**
 * A line of the operator's own: text with variables such as {@code %(uri)}, cut into parts once. Text elsewhere is
 * literal ({@code %%} stays as it is), a variable without a value prints {@code -}, and a {@code %(} that is not closed
 * or has no name is literal text, too.
 */
final class LogFormat implements LineFormat {
    /** A part of the line. */
    private sealed interface Part {
        /** Text as it stands. */
        record Literal(byte[] text) implements Part {}

        /** A CGI variable. */
        record Variable(byte[] name) implements Part {}

        /** The client's address. */
        record Address() implements Part {}

        /** The requested host. */
        record Host() implements Part {}

        /** A whole number. */
        record Number(LogNumber kind) implements Part {}

        /** The duration in seconds, with a fraction. */
        record Seconds() implements Part {}

        /** The start of the request as text. */
        record Start(SecondText text) implements Part {}

        /** A variable that the app or a route set for the log. */
        record Custom(String name) implements Part {}
    }

    private static final Part NOTHING = new Part.Literal(new byte[] {'-'});

    private final List<Part> parts;
    private final boolean forwardedFor;
    private final long pid;
    private final int workerId;

    /**
     * Compiles a format.
     *
     * @param options the request log's options, with a format
     * @param server the server log's options, for {@code log-date}
     */
    LogFormat(RequestLogOptions options, LogOptions server, long pid, int workerId) {
        SecondText accessTime = new SecondText(LocalTime::accessLog);
        SecondText freeTime = options.formatStrftime() && server.dateFormat().isPresent()
                ? new SecondText(
                        second -> LocalTime.strftime(server.dateFormat().get(), second))
                : accessTime;
        this.parts = compile(options.format().orElseThrow(), accessTime, freeTime);
        this.forwardedFor = options.forwardedFor();
        this.pid = pid;
        this.workerId = workerId;
    }

    @Override
    public void write(LineBuffer line, RequestRecord request, MemoryUse memory, long now) {
        LogNumber.Surroundings at = new LogNumber.Surroundings(memory, now, pid, workerId);
        RequestVars vars = request.vars();
        for (Part part : parts) {
            int before = line.length();
            switch (part) {
                case Part.Literal(byte[] text) -> line.add(text);
                case Part.Variable(byte[] name) -> line.addEscaped(vars, RequestFields.find(vars, name));
                case Part.Address() -> line.addEscaped(vars, RequestFields.address(vars, forwardedFor));
                case Part.Host() -> line.addEscaped(vars, RequestFields.host(vars));
                case Part.Number(LogNumber kind) -> line.add(kind.of(request, at));
                case Part.Seconds() -> seconds(line, request.durationMicros());
                case Part.Start(SecondText text) -> line.add(text.at(Math.floorDiv(request.startMicros(), 1_000_000L)));
                case Part.Custom(String name) -> line.addEscaped(request.logVariable(name));
            }
            if (line.length() == before) {
                line.add('-');
            }
        }
        line.add('\n');
    }

    private static List<Part> compile(String format, SecondText accessTime, SecondText freeTime) {
        List<Part> parts = new ArrayList<>();
        int literal = 0;
        int open = format.indexOf("%(");
        while (open >= 0) {
            int close = format.indexOf(')', open);
            if (close < 0) {
                break;
            }
            if (close > open + 2) {
                addLiteral(parts, format.substring(literal, open));
                parts.add(part(format.substring(open + 2, close), accessTime, freeTime));
                literal = close + 1;
            }
            open = format.indexOf("%(", close);
        }
        addLiteral(parts, format.substring(literal));
        return List.copyOf(parts);
    }

    private static void addLiteral(List<Part> parts, String text) {
        if (!text.isEmpty()) {
            parts.add(new Part.Literal(text.getBytes(UTF_8)));
        }
    }

    private static Part part(String name, SecondText accessTime, SecondText freeTime) {
        return switch (name) {
            case "uri" -> new Part.Variable(RequestFields.URI);
            case "method" -> new Part.Variable(RequestFields.METHOD);
            case "user" -> new Part.Variable(RequestFields.USER);
            case "proto" -> new Part.Variable(RequestFields.PROTOCOL);
            case "uagent" -> new Part.Variable(RequestFields.USER_AGENT);
            case "referer" -> new Part.Variable(RequestFields.REFERER);
            case "addr" -> new Part.Address();
            case "host" -> new Part.Host();
            case "secs" -> new Part.Seconds();
            case "ctime" -> new Part.Start(new SecondText(LocalTime::ctime));
            case "ltime" -> new Part.Start(accessTime);
            case "ftime" -> new Part.Start(freeTime);
            default -> otherPart(name);
        };
    }

    private static Part otherPart(String name) {
        if (name.startsWith("var.")) {
            return new Part.Variable(name.substring(4).getBytes(UTF_8));
        }
        if (name.startsWith("metric.")) {
            return NOTHING; // no metric exists yet
        }
        return switch (name) {
            case "vszM" -> new Part.Number(LogNumber.VSZ_MB);
            case "rssM" -> new Part.Number(LogNumber.RSS_MB);
            case "status" -> new Part.Number(LogNumber.STATUS);
            case "rsize" -> new Part.Number(LogNumber.RSIZE);
            case "hsize" -> new Part.Number(LogNumber.HSIZE);
            case "size" -> new Part.Number(LogNumber.SIZE);
            case "cl" -> new Part.Number(LogNumber.CL);
            case "micros" -> new Part.Number(LogNumber.MICROS);
            case "msecs" -> new Part.Number(LogNumber.MSECS);
            case "tmsecs" -> new Part.Number(LogNumber.TMSECS);
            case "tmicros" -> new Part.Number(LogNumber.TMICROS);
            case "time" -> new Part.Number(LogNumber.TIME);
            case "epoch" -> new Part.Number(LogNumber.EPOCH);
            case "pid" -> new Part.Number(LogNumber.PID);
            case "wid" -> new Part.Number(LogNumber.WID);
            case "core" -> new Part.Number(LogNumber.CORE);
            case "switches" -> new Part.Number(LogNumber.SWITCHES);
            case "vars" -> new Part.Number(LogNumber.VARS);
            case "pktsize" -> new Part.Number(LogNumber.PKTSIZE);
            case "modifier1" -> new Part.Number(LogNumber.MODIFIER1);
            case "modifier2" -> new Part.Number(LogNumber.MODIFIER2);
            case "vsz" -> new Part.Number(LogNumber.VSZ);
            case "rss" -> new Part.Number(LogNumber.RSS);
            case "headers" -> new Part.Number(LogNumber.HEADERS);
            case "werr" -> new Part.Number(LogNumber.WERR);
            case "rerr" -> new Part.Number(LogNumber.RERR);
            case "ioerr" -> new Part.Number(LogNumber.IOERR);
            default -> new Part.Custom(name);
        };
    }

    /** Adds seconds with six digits of a fraction, cut to ten characters as uWSGI does. */
    private static void seconds(LineBuffer line, long micros) {
        int start = line.length();
        line.add(micros / 1_000_000);
        int beforeFraction = line.length();
        line.add(1_000_000 + micros % 1_000_000);
        line.array()[beforeFraction] = '.';
        if (line.length() - start > 10) {
            line.truncate(Math.max(start + 10, beforeFraction));
        }
    }
}
