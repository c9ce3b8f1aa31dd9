package org.jwsgi.plugins.cron;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The scheduled commands of an instance.
 *
 * @param cron {@code MINUTE HOUR DAY MONTH WEEKDAY COMMAND}
 * @param unique the same, for commands of which only one may run at a time
 * @param cron2 {@code [KEY=VALUE,... ]COMMAND}
 * @param legion {@code LEGION} and a cron line
 * @param uniqueLegion the same, for commands of which only one may run at a time
 * @param harakiri how long a command may run; zero for any time
 */
@OptionGroup("Cron")
record CronOptions(
        @Option(
                name = "cron",
                help = "run a command at given times",
                argument = "MINUTE HOUR DAY MONTH WEEKDAY COMMAND",
                implies = "master")
        List<String> cron,

        @Option(
                name = "unique-cron",
                help = "run a command at given times unless it still runs",
                argument = "MINUTE HOUR DAY MONTH WEEKDAY COMMAND",
                implies = "master")
        List<String> unique,

        @Option(
                name = "cron2",
                help = "run a command at the times that keys give",
                argument = "[KEY=VALUE,... ]COMMAND",
                implies = "master")
        List<String> cron2,

        @Option(
                name = "legion-cron",
                aliases = "cron-legion",
                help = "checked, but there are no legions yet: the command never runs",
                argument = "LEGION MINUTE HOUR DAY MONTH WEEKDAY COMMAND",
                implies = "master")
        List<String> legion,

        @Option(
                name = "unique-legion-cron",
                aliases = "unique-cron-legion",
                help = "checked, but there are no legions yet: the command never runs",
                argument = "LEGION MINUTE HOUR DAY MONTH WEEKDAY COMMAND",
                implies = "master")
        List<String> uniqueLegion,

        @Option(name = "cron-harakiri", help = "kill a scheduled command that runs longer", implies = "master")
        Duration harakiri) {

    /** Rejects lines that cannot be understood. */
    CronOptions {
        tasks(cron, unique, cron2, legion, uniqueLegion);
    }

    /** Returns the commands. */
    List<CronTask> tasks() {
        return tasks(cron, unique, cron2, legion, uniqueLegion);
    }

    private static List<CronTask> tasks(
            List<String> cron,
            List<String> unique,
            List<String> cron2,
            List<String> legion,
            List<String> uniqueLegion) {
        List<CronTask> tasks = new ArrayList<>();
        cron.forEach(line -> tasks.add(CronTask.ofLine(line, false)));
        unique.forEach(line -> tasks.add(CronTask.ofLine(line, true)));
        cron2.forEach(text -> tasks.add(CronTask.ofKeys(text)));
        legion.forEach(text -> tasks.add(CronTask.ofLegion("legion-cron", text, false)));
        uniqueLegion.forEach(text -> tasks.add(CronTask.ofLegion("unique-legion-cron", text, true)));
        return tasks;
    }
}
