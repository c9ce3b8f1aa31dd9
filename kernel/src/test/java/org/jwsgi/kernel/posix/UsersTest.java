package org.jwsgi.kernel.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsersTest {
    private final Users users = new Users();

    @Test
    void numbers_are_taken_as_they_are() {
        assertThat(users.uid("12345")).hasValue(12345);
        assertThat(users.gid("0")).hasValue(0);
        assertThat(users.uid("4294967294")).hasValue(-2);
        assertThat(users.uid("4294967295")).as("-1 means no change to chown").isEmpty();
    }

    @Test
    void names_are_found_as_the_files_have_them() throws IOException {
        int checked = 0;
        for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
            String[] entry = line.split(":", -1);
            if (entry.length == 7) {
                int uid = Integer.parseUnsignedInt(entry[2]);
                assertThat(users.uid(entry[0])).hasValue(uid);
                assertThat(users.primaryGid(uid)).hasValue(Integer.parseUnsignedInt(entry[3]));
                assertThat(users.userName(uid)).contains(entry[0]);
                assertThat(users.home(uid)).contains(entry[5]);
                checked++;
            }
        }
        assertThat(checked).isPositive();
        for (String line : Files.readAllLines(Path.of("/etc/group"))) {
            String[] entry = line.split(":", -1);
            assertThat(users.gid(entry[0])).hasValue(Integer.parseUnsignedInt(entry[2]));
        }
    }

    @Test
    void unknown_names_are_absent() {
        assertThat(users.uid("no such user")).isEmpty();
        assertThat(users.gid("no such group")).isEmpty();
        assertThat(users.uid("")).isEmpty();
        assertThat(users.userName(1_234_567_891)).isEmpty();
        assertThat(users.primaryGid(1_234_567_891)).isEmpty();
        assertThat(users.groupsOf("no such user")).isEmpty();
    }

    @Test
    void the_groups_of_a_user_are_those_that_id_prints() throws IOException, InterruptedException {
        for (String user : List.of("root", "nobody")) {
            Process id = new ProcessBuilder("id", "-G", user)
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(id.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            assertThat(id.waitFor()).isZero();
            List<Integer> expected =
                    List.of(printed.split(" ")).stream().map(Integer::valueOf).toList();
            assertThat(users.groupsOf(user)).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(users.groupsOf(user).getFirst()).isEqualTo(expected.getFirst());
        }
    }
}
