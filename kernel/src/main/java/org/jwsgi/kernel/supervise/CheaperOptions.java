package org.jwsgi.kernel.supervise;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** How many of the workers run. Read by the master. */
@OptionGroup("Cheaper")
public record CheaperOptions(
        @Option(
                name = "cheaper",
                help = "least number of workers, less than processes; the others run only when needed; 0 for off",
                argument = "WORKERS",
                defaultValue = "0",
                implies = "master")
        int minimum,

        @Option(
                name = "cheaper-initial",
                help = "workers to start with; as many as cheaper says when 0",
                argument = "WORKERS",
                defaultValue = "0",
                implies = "master")
        int initial,

        @Option(
                name = "cheaper-step",
                help = "most workers that one decision adds; 0 means 1",
                argument = "WORKERS",
                defaultValue = "0",
                implies = "master")
        int step,

        @Option(
                name = "cheaper-overload",
                help = "unit of the cheaper algorithms: seconds, for backlog connections",
                defaultValue = "3",
                min = 1,
                implies = "master")
        int overload,

        @Option(
                name = "cheaper-algo",
                help = "algorithm that decides how many workers run",
                argument = "NAME",
                defaultValue = "spare",
                implies = "master")
        String algorithm,

        @Option(
                name = "cheaper-rss-limit-soft",
                help = "add no workers while all together use this much resident memory; 0 for no limit",
                defaultValue = "0",
                implies = "master")
        ByteSize rssLimitSoft,

        @Option(
                name = "cheaper-rss-limit-hard",
                help =
                        "stop one worker after the other while all together use this much resident memory; 0 for no limit",
                defaultValue = "0",
                implies = "master")
        ByteSize rssLimitHard,

        @Option(name = "cheap", help = "start without workers and wait for the first connection", implies = "master")
        boolean cheap,

        @Option(
                name = "idle",
                help = "end all workers after this time without a request, until the next connection; 0 for never",
                defaultValue = "0",
                implies = "master")
        Duration idle,

        @Option(name = "die-on-idle", help = "end the instance when it is idle", implies = "master")
        boolean dieOnIdle) {

    /** Tells whether the number of workers changes while the instance runs. */
    public boolean enabled() {
        return minimum > 0;
    }

    /** Returns what contradicts itself in these options, in uWSGI's words; empty when nothing does. */
    public List<String> problems(int processes) {
        List<String> problems = new ArrayList<>();
        if (enabled() && minimum >= processes) {
            problems.add("invalid cheaper value: must be lower than processes");
        }
        if (rssLimitHard.bytes() > 0 && rssLimitSoft.bytes() == 0) {
            problems.add("enabling cheaper-rss-limit-hard requires setting also cheaper-rss-limit-soft");
        } else if (rssLimitHard.bytes() > 0 && rssLimitHard.bytes() <= rssLimitSoft.bytes()) {
            problems.add("cheaper-rss-limit-hard value must be higher than cheaper-rss-limit-soft value");
        }
        return problems;
    }
}
