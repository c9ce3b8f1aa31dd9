package org.jwsgi.kernel.supervise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.supervisor.Mailbox;
import org.jwsgi.api.supervisor.SupervisorException;
import org.jwsgi.kernel.posix.DescriptorOutput;
import org.jwsgi.kernel.posix.UnixDatagrams;

final class SocketLinesTest {
    @TempDir
    Path directory;

    private final EventLoop loop = new EventLoop();
    private final SocketLines lines = new SocketLines(loop, 10);
    private final List<byte[]> letters = new ArrayList<>();

    private void send(Path socket, byte[] letter) throws Exception {
        DescriptorOutput out = new DescriptorOutput(UnixDatagrams.connect(socket.toString()));
        out.write(letter, 0, letter.length);
        out.close();
    }

    private void awaitLetters(int count) {
        for (int turns = 0; letters.size() < count && turns < 10; turns++) {
            loop.turn(10_000);
        }
        assertThat(letters).hasSize(count);
    }

    @Test
    void a_mailbox_is_its_owners_and_takes_letters_one_by_one() throws Exception {
        Path socket = directory.resolve("box");
        Mailbox box = lines.mailbox(socket.toString(), letters::add);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        send(socket, "one".getBytes(UTF_8));
        send(socket, new byte[100_000]);
        awaitLetters(2);
        assertThat(letters.getFirst()).asString(UTF_8).isEqualTo("one");
        assertThat(letters.get(1)).hasSize(Mailbox.MAX_LETTER + 1);
        // The next one takes over the socket of one that was killed.
        Mailbox next = lines.mailbox(socket.toString(), letters::add);
        send(socket, "two".getBytes(UTF_8));
        awaitLetters(3);
        next.close();
        assertThat(socket).doesNotExist();
        box.close();
        box.close();
    }

    @Test
    void a_mailbox_takes_the_place_of_no_file_and_is_open_to_nobody() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "precious");
        assertThatThrownBy(() -> lines.mailbox(file.toString(), letters::add))
                .isInstanceOf(SupervisorException.class)
                .hasMessage("cannot bind " + file + ": there is a file of this name that is not a socket");
        assertThat(file).hasContent("precious");
        assertThatThrownBy(() -> lines.mailbox("@box", letters::add))
                .isInstanceOf(SupervisorException.class)
                .hasMessage("cannot bind @box: anybody may write to an abstract socket");
        String missing = directory.resolve("missing/box").toString();
        assertThatThrownBy(() -> lines.mailbox(missing, letters::add))
                .isInstanceOf(SupervisorException.class)
                .hasMessageStartingWith("cannot bind " + missing + ": ");
        String longName = "/tmp/" + "x".repeat(120);
        assertThatThrownBy(() -> lines.mailbox(longName, letters::add)).isInstanceOf(SupervisorException.class);
    }
}
