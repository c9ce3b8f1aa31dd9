package org.jwsgi.api.contract;

import java.util.List;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.alarm.AlarmSetupException;
import org.jwsgi.api.master.MasterContext;

/** Shows with the smallest provider that the contract can be fulfilled. */
class AlarmContractTest extends AlarmContract {
    @Override
    protected AlarmProvider provider() {
        return new Bell();
    }

    @Override
    protected List<String> good() {
        return List.of("loud");
    }

    @Override
    protected List<String> bad() {
        return List.of("");
    }

    private static final class Bell implements AlarmProvider {
        @Override
        public String name() {
            return "bell";
        }

        @Override
        public Alarm create(String argument, MasterContext context) {
            if (argument.isEmpty()) {
                throw new AlarmSetupException("how loud?");
            }
            return message -> context.log().warn("{}: {}", argument, message.line());
        }
    }
}
