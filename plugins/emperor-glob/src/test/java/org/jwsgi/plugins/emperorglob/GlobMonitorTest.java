package org.jwsgi.plugins.emperorglob;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.emperor.FakeEmperor;
import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.ImperialMonitorContract;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;

/** The contract with names that are what the pattern gives, here whole paths. */
final class GlobMonitorTest extends ImperialMonitorContract {
    @TempDir
    Path root;

    private Path directory = Path.of("");

    @BeforeEach
    void createDirectory() throws Exception {
        directory = Files.createDirectory(root.resolve("vassals"));
    }

    /** Makes the pattern begin in the directory of the test, so that names are those of the contract. */
    @Override
    protected ImperialMonitorProvider provider() {
        return new ImperialMonitorProvider() {
            @Override
            public String name() {
                return new GlobMonitorProvider().name();
            }

            @Override
            public ImperialMonitor create(MonitorAddress address, MonitorContext context) {
                return new GlobMonitor(address.rest(), context, directory);
            }
        };
    }

    @Override
    protected String address() {
        return "glob://*.ini";
    }

    @Override
    protected void publish(String name, String config, Instant stamp) throws Exception {
        Path file = Files.writeString(root.resolve("new"), config);
        Files.setLastModifiedTime(file, FileTime.from(stamp));
        Files.move(file, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    protected void withdraw(String name) throws Exception {
        Files.delete(directory.resolve(name));
    }

    /** A pattern that matches nothing is no failure. */
    @Override
    protected boolean breakSource() {
        return false;
    }

    @Override
    protected void repairSource() {}

    @org.junit.jupiter.api.Test
    void takes_the_pattern_as_it_is_without_a_scheme_of_its_own() {
        try (FakeEmperor emperor = new FakeEmperor()) {
            MonitorAddress plain = MonitorAddress.of("/srv/*/app.ini");
            ImperialMonitor monitor = new GlobMonitorProvider().create(plain, emperor);
            assertThat(monitor.label(plain)).isEqualTo("/srv/*/app.ini");
            MonitorAddress foreign = MonitorAddress.of("foo://bar");
            assertThat(new GlobMonitorProvider().create(foreign, emperor).label(foreign))
                    .isEqualTo("foo://bar");
            MonitorAddress own = MonitorAddress.of("glob://a*.ini");
            assertThat(new GlobMonitorProvider().create(own, emperor).label(own))
                    .isEqualTo("a*.ini");
        }
    }
}
