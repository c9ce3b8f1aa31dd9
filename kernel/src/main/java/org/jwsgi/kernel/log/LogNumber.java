package org.jwsgi.kernel.log;

/** The variables of {@code logformat} that are whole numbers. */
enum LogNumber {
    STATUS,
    RSIZE,
    HSIZE,
    SIZE,
    CL,
    MICROS,
    MSECS,
    TMSECS,
    TMICROS,
    TIME,
    EPOCH,
    PID,
    WID,
    CORE,
    SWITCHES,
    VARS,
    PKTSIZE,
    MODIFIER1,
    MODIFIER2,
    VSZ,
    RSS,
    VSZ_MB,
    RSS_MB,
    HEADERS,
    WERR,
    RERR,
    IOERR;

    /** What does not come from the request: the moment, and the process that logs. */
    record Surroundings(MemoryUse memory, long now, long pid, int workerId) {}

    long of(RequestRecord request, Surroundings at) {
        return switch (this) {
            case STATUS -> request.status();
            case RSIZE -> request.bodyBytes();
            case HSIZE -> request.headerBytes();
            case SIZE -> request.bodyBytes() + request.headerBytes();
            case CL -> request.contentLength();
            case MICROS -> request.durationMicros();
            case MSECS -> request.durationMicros() / 1000;
            case TMSECS -> request.startMicros() / 1000;
            case TMICROS -> request.startMicros();
            case TIME -> request.startMicros() / 1_000_000;
            case EPOCH -> at.now;
            case PID -> at.pid;
            case WID -> at.workerId;
            case CORE -> request.core();
            case SWITCHES -> request.switches();
            case VARS -> request.vars().size() * 2L;
            case PKTSIZE -> request.vars().blockSize();
            case MODIFIER1 -> request.modifier1();
            case MODIFIER2 -> request.modifier2();
            case VSZ -> at.memory.vsz();
            case RSS -> at.memory.rss();
            case VSZ_MB -> at.memory.vsz() >> 20;
            case RSS_MB -> at.memory.rss() >> 20;
            case HEADERS -> request.headerCount();
            case WERR -> request.writeErrors();
            case RERR -> request.readErrors();
            case IOERR -> (long) request.readErrors() + request.writeErrors();
        };
    }
}
