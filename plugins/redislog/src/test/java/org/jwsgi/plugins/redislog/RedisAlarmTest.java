package org.jwsgi.plugins.redislog;

import java.util.List;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.contract.AlarmContract;

class RedisAlarmTest extends AlarmContract {
    @Override
    protected AlarmProvider provider() {
        return new RedisAlarmProvider();
    }

    @Override
    protected List<String> good() {
        return List.of("", "127.0.0.1:6379,publish alarms,PFX ", "/run/redis.sock");
    }

    @Override
    protected List<String> bad() {
        return List.of("host:port");
    }
}
