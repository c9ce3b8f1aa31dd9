package org.jwsgi.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jwsgi.kernel.posix.NativePath;
import org.jwsgi.kernel.socket.InheritedSocket.Origin;

class InheritedSocketTest {
    private static final long PID = 4711;

    @Property(tries = 200)
    void an_entry_is_read_as_it_was_written(@ForAll String configured, @ForAll String path, @ForAll long inode) {
        String text = withoutLoneSurrogates(path);
        String address = withoutLoneSurrogates(configured);
        InheritedSocket socket = new InheritedSocket(
                7,
                Origin.RELOAD,
                address,
                Optional.of(new SocketFile(text, "/" + text, new NativePath.Status(0, 0, 0, 3, inode))));
        String encoded = socket.encode();
        assertThat(encoded).matches("[\\x21-\\x7e&&[^;]]+");
        assertThat(InheritedSocket.decode(encoded)).contains(socket);
        InheritedSocket plain = InheritedSocket.passedBy(Origin.RELOAD_ATTACHED, 0);
        assertThat(InheritedSocket.decode(plain.encode())).contains(plain);
    }

    @Property(tries = 200)
    void garbage_in_the_variable_is_no_socket(@ForAll String garbage) {
        assertThat(InheritedSocket.decode(garbage)).isEmpty();
        assertThat(InheritedSockets.find(
                                Map.of(InheritedSockets.RELOAD_VARIABLE, PID + ";" + garbage),
                                PID,
                                -1,
                                3,
                                new RecordingLogger())
                        .sockets())
                .isEmpty();
    }

    private static String withoutLoneSurrogates(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
