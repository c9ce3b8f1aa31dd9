package org.jwsgi.plugins.attachdaemon;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The daemons of an instance.
 *
 * @param dumb command lines that run as long as the master
 * @param control command lines that run as long as the master, and the other way round
 * @param smart {@code PIDFILE[,FREQ] COMMAND} of daemons that outlive the master
 * @param smart2 the same, for programs that neither go to the background nor write a pidfile
 * @param detailed daemons in keyval syntax
 * @param legion {@code LEGION COMMAND} of daemons of a legion's lord
 * @param legionSmart {@code LEGION PIDFILE[,FREQ] COMMAND} of daemons of a legion's lord
 * @param legionSmart2 the same, for programs that neither go to the background nor write a pidfile
 * @param honourStdin whether daemons keep the master's standard input
 */
@OptionGroup("Daemons")
record DaemonOptions(
        @Option(
                name = "attach-daemon",
                help = "run a command as long as the master",
                argument = "COMMAND",
                implies = "master")
        List<String> dumb,

        @Option(
                name = "attach-control-daemon",
                help = "run a command as long as the master; its end stops the instance",
                argument = "COMMAND",
                implies = "master")
        List<String> control,

        @Option(
                name = "smart-attach-daemon",
                help = "run a daemon that writes a pidfile and outlives the master",
                argument = "PIDFILE[,FREQ] COMMAND",
                implies = "master")
        List<String> smart,

        @Option(
                name = "smart-attach-daemon2",
                help = "run a command as a daemon that outlives the master; the master writes its pidfile",
                argument = "PIDFILE[,FREQ] COMMAND",
                implies = "master")
        List<String> smart2,

        @Option(
                name = "attach-daemon2",
                help = "run a daemon described by keys and values",
                argument = "KEY=VALUE,...",
                implies = "master")
        List<DetailedDaemon> detailed,

        @Option(
                name = "legion-attach-daemon",
                help = "checked, but there are no legions yet: the command never runs",
                argument = "LEGION COMMAND",
                implies = "master")
        List<String> legion,

        @Option(
                name = "legion-smart-attach-daemon",
                help = "checked, but there are no legions yet: the daemon never runs",
                argument = "LEGION PIDFILE[,FREQ] COMMAND",
                implies = "master")
        List<String> legionSmart,

        @Option(
                name = "legion-smart-attach-daemon2",
                help = "checked, but there are no legions yet: the command never runs",
                argument = "LEGION PIDFILE[,FREQ] COMMAND",
                implies = "master")
        List<String> legionSmart2,

        @Option(
                name = "daemons-honour-stdin",
                help = "let daemons read the master's standard input",
                implies = "master")
        boolean honourStdin) {

    /** Rejects daemons that cannot be understood. */
    DaemonOptions {
        commands("attach-daemon", dumb);
        commands("attach-control-daemon", control);
        for (List<String> forms : List.of(smart, smart2)) {
            forms.forEach(DaemonPlan::smart);
        }
        for (String value : legion) {
            DaemonPlan.withoutLegion(value);
        }
        for (List<String> forms : List.of(legionSmart, legionSmart2)) {
            forms.forEach(value -> DaemonPlan.smart(DaemonPlan.withoutLegion(value)));
        }
    }

    private static void commands(String option, List<String> values) {
        if (values.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(option + " needs a command");
        }
    }

    boolean isEmpty() {
        return dumb.isEmpty()
                && control.isEmpty()
                && smart.isEmpty()
                && smart2.isEmpty()
                && detailed.isEmpty()
                && legionDaemons().isEmpty();
    }

    /** Returns the daemons to run. */
    List<DaemonPlan> plans() {
        List<DaemonPlan> plans = new ArrayList<>();
        dumb.forEach(command -> plans.add(DaemonPlan.of(DetailedDaemon.ofCommand(command, false), honourStdin)));
        control.forEach(command -> plans.add(DaemonPlan.of(DetailedDaemon.ofCommand(command, true), honourStdin)));
        smart.forEach(value -> plans.add(DaemonPlan.of(DaemonPlan.smart(value), honourStdin)));
        smart2.forEach(value -> plans.add(DaemonPlan.of(DaemonPlan.smart(value).daemonized(), honourStdin)));
        detailed.forEach(daemon -> plans.add(DaemonPlan.of(daemon, honourStdin)));
        return plans;
    }

    /** Returns the values of the daemons that wait for a legion. */
    List<String> legionDaemons() {
        List<String> all = new ArrayList<>(legion);
        all.addAll(legionSmart);
        all.addAll(legionSmart2);
        return all;
    }
}
