package org.jwsgi.plugins.alarmsignal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmMessage;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.contract.AlarmContract;
import org.jwsgi.api.master.FakeMasterContext;

class SignalAlarmTest extends AlarmContract {
    @Override
    protected AlarmProvider provider() {
        return new SignalAlarmProvider();
    }

    @Override
    protected List<String> good() {
        return List.of("0", "17", " 255 ");
    }

    @Override
    protected List<String> bad() {
        return List.of("", "x", "-1", "256", "17 18");
    }

    @Test
    void it_raises_its_signal_whatever_it_says() throws Exception {
        FakeMasterContext master = new FakeMasterContext();
        try (Alarm alarm = provider().create("17", master)) {
            alarm.raise(new AlarmMessage("ops", "anything\n".getBytes(UTF_8), Duration.ofSeconds(1)));
        }
        assertThat(master.raised()).containsExactly(17);
    }
}
