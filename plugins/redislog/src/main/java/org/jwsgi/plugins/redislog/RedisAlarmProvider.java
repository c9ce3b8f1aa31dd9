package org.jwsgi.plugins.redislog;

import java.io.IOException;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmMessage;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.alarm.AlarmSetupException;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.log.LogSetupException;
import org.jwsgi.api.master.MasterContext;

/** Creates alarms of type {@code redis}, which send messages as {@code redislog} sends lines, with the same argument. */
public final class RedisAlarmProvider implements AlarmProvider {
    /** Creates the provider; the plugin host calls this. */
    public RedisAlarmProvider() {}

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Alarm create(String argument, MasterContext context) {
        try {
            return new RedisAlarm(RedisLoggerProvider.sink(argument));
        } catch (LogSetupException e) {
            throw new AlarmSetupException(String.valueOf(e.getMessage()));
        }
    }

    /** Sends messages over the connection of a sink. On the alarm's thread, except that any thread may close it. */
    private record RedisAlarm(RedisSink sink) implements Alarm {
        @Override
        public void raise(AlarmMessage message) throws IOException {
            sink.write(new LogLine(message.bytes(), 0, false));
        }

        @Override
        public void close() {
            sink.close();
        }
    }
}
