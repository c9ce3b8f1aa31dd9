package org.jwsgi.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.alarm.AlarmSetupException;
import org.jwsgi.api.master.FakeMasterContext;

/** What every provider of a type of alarm must do. A plugin's test extends it and says which arguments are good and bad. */
public abstract class AlarmContract {
    private final FakeMasterContext master = new FakeMasterContext();

    /** Creates the provider. */
    protected abstract AlarmProvider provider();

    /** Returns arguments that make sense; what they name need not exist. */
    protected abstract List<String> good();

    /** Returns arguments that make no sense; empty when every argument does. */
    protected abstract List<String> bad();

    @Test
    void its_name_can_be_written_in_front_of_a_colon() {
        assertThat(provider().name()).isNotBlank().doesNotContain(":", " ", ",");
    }

    @Test
    void it_belongs_to_the_master() {
        assertThat(provider().roles()).containsExactly(ProcessRole.MASTER);
    }

    @Test
    void creating_an_alarm_starts_nothing() {
        for (String argument : good()) {
            try (Alarm alarm = provider().create(argument, master)) {
                assertThat(alarm).describedAs(argument).isNotNull();
            }
        }

        assertThat(master.threads()).isEmpty();
        assertThat(master.children().all()).isEmpty();
        assertThat(master.children().runs()).isEmpty();
    }

    @Test
    void bad_arguments_are_told_in_one_line() {
        for (String argument : bad()) {
            assertThatThrownBy(() -> provider().create(argument, master))
                    .describedAs(argument)
                    .isInstanceOf(AlarmSetupException.class)
                    .message()
                    .isNotBlank()
                    .doesNotContain("\n");
        }
    }

    @Test
    void an_alarm_can_be_closed_twice() {
        Alarm alarm = provider().create(good().getFirst(), master);
        alarm.close();

        assertThatCode(alarm::close).doesNotThrowAnyException();
    }
}
