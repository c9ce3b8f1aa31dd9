package org.jwsgi.plugins.harakiri;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jwsgi.api.watch.LateRequest;
import org.jwsgi.api.watch.RunningRequest;
import org.jwsgi.api.watch.Verdict;
import org.jwsgi.api.watch.WorkerSnapshot;
import org.jwsgi.api.watch.WorkerWatch;

/**
 * Decides about requests that take too long. A worker with one core is killed, as in uWSGI. In one with several cores a
 * kill would take innocent requests along: there the request is interrupted; when it does not yield within the grace, the
 * worker is replaced, and killed once nothing but such requests is left in it. When no core is left to serve anybody, it is
 * killed without waiting for a successor, which may never come. Owned by the thread that inspects.
 */
final class HarakiriWatch implements WorkerWatch {
    private static final int MAX_CASES = 4096;

    private final HarakiriOptions options;
    private final HarakiriLines lines;
    private final KernelView kernel;
    private final LinkedHashMap<Integer, Case> cases = new LinkedHashMap<>(); // by pid

    /** What has been done about one process. */
    private static final class Case {
        final Map<LateRequest, Long> interrupted = new HashMap<>();
        int attempts;
    }

    HarakiriWatch(HarakiriOptions options, HarakiriLines lines, KernelView kernel) {
        this.options = options;
        this.lines = lines;
        this.kernel = kernel;
    }

    @Override
    public Verdict inspect(WorkerSnapshot worker) {
        List<LateRequest> late = worker.late();
        if (late.isEmpty()) {
            cases.remove(worker.pid());
            return new Verdict.Keep();
        }
        if (cases.size() > MAX_CASES) {
            cases.pollFirstEntry(); // of a process that is dead, and so is not inspected any more
        }
        Case known = cases.computeIfAbsent(worker.pid(), _ -> new Case());
        if (worker.cores() == 1 || options.plain()) {
            return kill(worker, known, late);
        }
        known.interrupted.keySet().retainAll(late);
        List<LateRequest> fresh = new ArrayList<>(late);
        fresh.removeAll(known.interrupted.keySet());
        if (!fresh.isEmpty()) {
            fresh.forEach(request -> known.interrupted.put(request, worker.now()));
            return new Verdict.Interrupt(
                    withKernel(List.of(lines.interrupting(worker, fresh)), worker), fresh, options.verbose());
        }
        List<LateRequest> stuck = new ArrayList<>(late);
        stuck.removeIf(request -> worker.now() - known.interrupted.getOrDefault(request, worker.now())
                <= options.grace().toMillis());
        if (stuck.isEmpty()) {
            return new Verdict.Keep();
        }
        if (stuck.size() >= worker.cores()) {
            return kill(worker, known, stuck);
        }
        if (!worker.leaving()) {
            return new Verdict.Replace(List.of(lines.replacing(worker, stuck)), stuck);
        }
        return stuck.size() == worker.busy().size() ? kill(worker, known, stuck) : new Verdict.Keep();
    }

    private Verdict kill(WorkerSnapshot worker, Case known, List<LateRequest> late) {
        known.attempts++;
        List<String> text = lines.killing(worker, known.attempts);
        return new Verdict.KillLate(
                known.attempts == 1 ? withKernel(text, worker) : text, late, options.verbose() && known.attempts == 1);
    }

    private List<String> withKernel(List<String> text, WorkerSnapshot worker) {
        if (!options.verbose()) {
            return text;
        }
        List<String> all = new ArrayList<>(text);
        all.addAll(kernel.lines(worker.pid()));
        return all;
    }

    @Override
    public List<String> lastWords(WorkerSnapshot worker, List<RunningRequest> running) {
        return lines.status(worker, running);
    }
}
