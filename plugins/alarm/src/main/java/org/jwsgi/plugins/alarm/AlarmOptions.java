package org.jwsgi.plugins.alarm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;
import org.jwsgi.api.option.Spelled;

/**
 * The alarms of an instance and what raises them.
 *
 * @param alarms {@code NAME TYPE:ARGUMENT}
 * @param logRules {@code NAME[,NAME...] REGEXP}, in the order in which they are looked at
 * @param descriptors {@code NAME FD[:BYTES] MESSAGE}
 * @param backlog {@code NAME[ TYPE:ARGUMENT]} of the alarms for a full listen queue
 * @param crash {@code NAME[ TYPE:ARGUMENT]} of the alarms for a worker that a fatal signal killed
 * @param frequency how long the same message of an alarm is not raised again
 * @param messageSize the longest message
 * @param cheap whether messages of log rules obey the limits of others
 * @param timeout how long a delivery may take
 */
@OptionGroup("Alarms")
record AlarmOptions(
        @Option(
                name = "alarm",
                help = "define an alarm; --alarm-list lists the types",
                argument = "NAME TYPE:ARGUMENT",
                implies = "master")
        List<String> alarms,

        @Option(
                name = "log-alarm",
                aliases = {"alarm-log", "not-log-alarm", "not-alarm-log"},
                help = "raise alarms for log lines that match; under a name with not-, spare them what follows",
                argument = "NAME[,NAME...] REGEXP",
                implies = {"log-master", "master"})
        List<Spelled> logRules,

        @Option(
                name = "alarm-fd",
                help = "raise an alarm when a descriptor of whoever started the instance becomes readable",
                argument = "NAME FD[:BYTES] MESSAGE",
                implies = "master")
        List<String> descriptors,

        @Option(
                name = "alarm-backlog",
                aliases = {"backlog-alarm", "alarm-lq", "lq-alarm", "alarm-listen-queue", "listen-queue-alarm"},
                help = "raise an alarm when a listen queue is full",
                argument = "NAME[ TYPE:ARGUMENT]",
                implies = "master")
        List<String> backlog,

        @Option(
                name = "alarm-segfault",
                aliases = "segfault-alarm",
                help = "raise an alarm when a fatal signal has killed a worker",
                argument = "NAME[ TYPE:ARGUMENT]",
                implies = "master")
        List<String> crash,

        @Option(
                name = "alarm-freq",
                help = "raise the same message of an alarm at most this often",
                defaultValue = "3",
                implies = "master")
        Duration frequency,

        @Option(
                name = "alarm-msg-size",
                help = "drop longer messages, except for log lines",
                defaultValue = "8192",
                max = 65536,
                implies = "master")
        ByteSize messageSize,

        @Option(
                name = "alarm-cheap",
                help = "have messages of log-alarm obey alarm-msg-size, too",
                argument = "ANYTHING",
                implies = "master")
        Optional<String> cheap,

        @Option(
                name = "alarm-timeout",
                help = "give up a delivery that takes longer",
                defaultValue = "60",
                min = 1,
                implies = "master")
        Duration timeout) {

    /** Rejects what cannot be understood, in uWSGI's words. */
    AlarmOptions {
        Map<String, AlarmDefinition> defined = definitions(alarms, backlog, crash);
        logRules.forEach(rule -> LogRule.parse(rule, defined.keySet()));
        descriptors.forEach(value -> DescriptorTrigger.parse(value, defined.keySet()));
    }

    /** Returns the alarms by their names; of those with the same name the first. */
    Map<String, AlarmDefinition> definitions() {
        return definitions(alarms, backlog, crash);
    }

    private static Map<String, AlarmDefinition> definitions(
            List<String> alarms, List<String> backlog, List<String> crash) {
        List<String> values = new ArrayList<>(alarms);
        backlog.stream().filter(AlarmOptions::defines).forEach(values::add);
        crash.stream().filter(AlarmOptions::defines).forEach(values::add);
        Map<String, AlarmDefinition> definitions = new LinkedHashMap<>();
        for (String value : values) {
            AlarmDefinition definition = AlarmDefinition.parse(value);
            definitions.putIfAbsent(definition.name(), definition);
        }
        return definitions;
    }

    private static boolean defines(String trigger) {
        return trigger.indexOf(' ') >= 0;
    }

    /** Returns the names of the alarms for a full listen queue. */
    List<String> backlogAlarms() {
        return backlog.stream().map(AlarmOptions::name).toList();
    }

    /** Returns the names of the alarms for a crash. */
    List<String> crashAlarms() {
        return crash.stream().map(AlarmOptions::name).toList();
    }

    private static String name(String trigger) {
        return defines(trigger) ? trigger.substring(0, trigger.indexOf(' ')) : trigger;
    }

    /** Returns the rules for log lines. */
    List<LogRule> rules() {
        Map<String, AlarmDefinition> defined = definitions();
        return logRules.stream()
                .map(rule -> LogRule.parse(rule, defined.keySet()))
                .toList();
    }

    /** Returns the descriptors to watch. */
    List<DescriptorTrigger> triggers() {
        Map<String, AlarmDefinition> defined = definitions();
        return descriptors.stream()
                .map(value -> DescriptorTrigger.parse(value, defined.keySet()))
                .toList();
    }
}
