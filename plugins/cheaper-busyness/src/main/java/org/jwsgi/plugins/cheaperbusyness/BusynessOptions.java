package org.jwsgi.plugins.cheaperbusyness;

import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of the algorithm. As in uWSGI a value of 0 means the default.
 *
 * @param max percent of busyness above which workers are added
 * @param min percent of busyness below which a worker is stopped
 * @param multiplier cycles to wait before a worker is stopped
 * @param penalty cycles that are added to the wait when workers come back too soon
 * @param verbose whether each decision is explained in the log
 * @param backlogAlert waiting connections above which emergency workers are started
 * @param backlogMultiplier cycles to wait before a worker is stopped while emergency workers run
 * @param backlogStep emergency workers that are started at once
 * @param backlogNonzero seconds of never empty listen queues after which emergency workers are started
 */
@OptionGroup("Cheaper: busyness")
record BusynessOptions(
        @Option(
                name = "cheaper-busyness-max",
                help = "average busyness above which workers are added",
                defaultValue = "50",
                unit = "percent",
                implies = "master")
        int max,

        @Option(
                name = "cheaper-busyness-min",
                help = "average busyness below which a worker is stopped",
                defaultValue = "25",
                unit = "percent",
                implies = "master")
        int min,

        @Option(
                name = "cheaper-busyness-multiplier",
                help = "cycles of cheaper-overload to wait before a worker is stopped",
                defaultValue = "10",
                implies = "master")
        int multiplier,

        @Option(
                name = "cheaper-busyness-penalty",
                help = "cycles that the wait grows by when workers are needed again too soon",
                defaultValue = "2",
                implies = "master")
        int penalty,

        @Option(name = "cheaper-busyness-verbose", help = "explain each decision in the log", implies = "master")
        boolean verbose,

        @Option(
                name = "cheaper-busyness-backlog-alert",
                help = "waiting connections above which emergency workers are started at once",
                defaultValue = "33",
                implies = "master")
        int backlogAlert,

        @Option(
                name = "cheaper-busyness-backlog-multiplier",
                help = "cycles to wait before a worker is stopped while emergency workers run",
                defaultValue = "3",
                implies = "master")
        int backlogMultiplier,

        @Option(
                name = "cheaper-busyness-backlog-step",
                help = "emergency workers to start at once",
                defaultValue = "1",
                implies = "master")
        int backlogStep,

        @Option(
                name = "cheaper-busyness-backlog-nonzero",
                help = "start emergency workers after connections have waited for longer than this without a break",
                defaultValue = "60",
                unit = "s",
                implies = "master")
        int backlogNonzero) {
    /** Puts the defaults where there is a 0. */
    BusynessOptions {
        max = orDefault(max, 50);
        min = orDefault(min, 25);
        multiplier = orDefault(multiplier, 10);
        penalty = orDefault(penalty, 2);
        backlogAlert = orDefault(backlogAlert, 33);
        backlogMultiplier = orDefault(backlogMultiplier, 3);
        backlogStep = orDefault(backlogStep, 1);
        backlogNonzero = orDefault(backlogNonzero, 60);
    }

    private static int orDefault(int value, int standard) {
        return value == 0 ? standard : value;
    }
}
