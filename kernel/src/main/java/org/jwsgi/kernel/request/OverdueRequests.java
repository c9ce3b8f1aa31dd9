package org.jwsgi.kernel.request;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.watch.LateRequest;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about requests that take too long, short of ending the process. Runs in: WORKER, on the control thread,
 * which needs neither a core nor a carrier of virtual threads and so gets through when all of them are stuck.
 */
final class OverdueRequests {
    private static final Logger LOG = LoggerFactory.getLogger("org.jwsgi.worker");

    private final int workerId;
    private final List<Core> cores;

    OverdueRequests(int workerId, List<Core> cores) {
        this.workerId = workerId;
        this.cores = cores;
    }

    /** Carries out an order: the stacks first, since an interrupt changes them. */
    void handle(ControlMessage.Overdue order) {
        for (LateRequest late : order.requests()) {
            if (late.core() < cores.size()) {
                logStack(cores.get(late.core()), late.startMicros());
            }
        }
        if (order.everything()) {
            logEverything(order.requests());
        }
        for (LateRequest late : order.requests()) {
            if (late.core() < cores.size()) {
                act(cores.get(late.core()), late.startMicros(), order);
            }
        }
    }

    private void act(Core core, long startMicros, ControlMessage.Overdue order) {
        if (order.interrupt()) {
            boolean computing = core.thread().getState() == Thread.State.RUNNABLE;
            boolean runs = core.whileRunning(startMicros, request -> {
                if (request.response != null) {
                    request.response.beLate();
                }
                core.thread().interrupt();
            });
            if (runs && computing) {
                Carriers.addOne();
            }
        }
        if (order.answer()) {
            core.whileRunning(startMicros, request -> {
                if (request.response != null) {
                    request.response.answerInstead(504);
                }
            });
        }
    }

    private void logStack(Core core, long startMicros) {
        String[] description = new String[1];
        if (core.whileRunning(startMicros, request -> description[0] = request.description())) {
            log("runs " + description[0], core);
        }
    }

    private void log(String what, Core core) {
        Thread thread = core.thread();
        StackTraceElement[] stack = thread.getStackTrace();
        LOG.warn(
                "worker {} core {} {}, thread {} ({}):{}",
                workerId,
                core.number(),
                what,
                thread.getName(),
                thread.getState(),
                text(stack));
    }

    private void logEverything(List<LateRequest> logged) {
        for (Core core : cores) {
            @Nullable ServedRequest request = core.active();
            if (request != null && !logged.contains(new LateRequest(core.number(), request.startMicros()))) {
                log("runs " + request.description(), core);
            }
        }
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            LOG.warn(
                    "worker {} thread {} ({}):{}",
                    workerId,
                    thread.getName(),
                    thread.getState(),
                    text(entry.getValue()));
        }
    }

    private static String text(StackTraceElement[] stack) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement element : stack) {
            text.append("\n\tat ").append(element);
        }
        return stack.length == 0 ? " no Java code" : text.toString();
    }
}
