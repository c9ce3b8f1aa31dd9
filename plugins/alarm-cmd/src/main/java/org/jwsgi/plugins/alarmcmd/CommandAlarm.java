package org.jwsgi.plugins.alarmcmd;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmMessage;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.api.master.MasterContext;

/**
 * Runs a shell command with the message as its input and waits for its end, so there is never more than one process of an
 * alarm. Its output goes to the log with a mark in front that keeps it from raising alarms. A command that goes on for too
 * long is killed with everything it has started. On the alarm's thread.
 */
final class CommandAlarm implements Alarm {
    private final String command;
    private final MasterContext context;

    CommandAlarm(String command, MasterContext context) {
        this.command = command;
        this.context = context;
    }

    @Override
    public void raise(AlarmMessage message) throws IOException, InterruptedException {
        ChildSpec spec = ChildSpec.shell("jwsgi-alarm " + message.alarm(), command)
                .input(new ChildSpec.Input.Bytes(message.bytes()))
                .captured()
                .limit(message.limit())
                .build();
        ChildEnd end;
        try {
            end = context.children().run(spec).get();
        } catch (ExecutionException e) {
            throw new IOException("the command could not be run: " + e.getCause(), e);
        }
        switch (end) {
            case ChildEnd.Exited(int pid, int code) -> {
                if (code != 0) {
                    throw new IOException("subprocess exited with code " + code);
                }
            }
            case ChildEnd.Killed(int pid, int signal, boolean overtime) ->
                throw new IOException(
                        overtime
                                ? "the command took longer than "
                                        + message.limit().toSeconds() + " s and was killed"
                                : "subprocess by signal " + signal + " terminated");
            case ChildEnd.NotStarted(String reason) -> throw new IOException(reason);
        }
    }
}
