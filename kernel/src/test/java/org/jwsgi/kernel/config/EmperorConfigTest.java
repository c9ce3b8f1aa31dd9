package org.jwsgi.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.DescriptorOutput;
import org.jwsgi.kernel.posix.Descriptors;

class EmperorConfigTest {
    private final Descriptors.Pair pipe = Descriptors.pipe();
    private final EmperorConfig config = new EmperorConfig(pipe.first(), "emperor://a.ini", 0);
    private boolean hungUp;

    @AfterEach
    void close() {
        Descriptors.close(pipe.first());
        hangUp();
    }

    private void hangUp() {
        if (!hungUp) {
            hungUp = true;
            Descriptors.close(pipe.second());
        }
    }

    private void send(int... bytes) {
        byte[] packet = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            packet[i] = (byte) bytes[i];
        }
        send(packet);
    }

    private void send(byte[] bytes) {
        try {
            new DescriptorOutput(pipe.second()).write(bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void sendConfig(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        send(115, body.length & 0xff, body.length >> 8, 0);
        send(body);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void a_packet_is_read_and_what_follows_left_alone() {
        sendConfig("[uwsgi]\na=b\n");
        sendConfig("two");
        assertThat(text(config.receive())).isEqualTo("[uwsgi]\na=b\n");
        assertThat(text(config.receive())).isEqualTo("two");
    }

    @Test
    void the_longest_packet_fits() {
        String longest = "x".repeat(0xffff);
        Thread writer = Thread.ofPlatform().start(() -> sendConfig(longest)); // more than the pipe holds
        assertThat(text(new EmperorConfig(pipe.first(), "x").receive())).isEqualTo(longest);
        assertThat(writer).isNotNull();
    }

    @Test
    void whatever_is_no_configuration_is_refused() {
        assertThatThrownBy(config::receive)
                .isInstanceOf(JwsgiException.class)
                .hasMessage("[jwsgi-vassal] error waiting for config header emperor://a.ini !!!");
        send(115, 0, 0, 0);
        assertThatThrownBy(config::receive)
                .hasMessage("[jwsgi-vassal] invalid config from emperor://a.ini: it is empty");
        send('G', 'E', 'T', ' ');
        assertThatThrownBy(config::receive)
                .hasMessage("[jwsgi-vassal] error reading config header from emperor://a.ini: it begins with 71");
        send(115, 3, 0, 0, 'a');
        assertThatThrownBy(config::receive).hasMessage("[jwsgi-vassal] error waiting for config emperor://a.ini !!!");
        send(115, 3, 0, 0, 'a');
        hangUp();
        assertThatThrownBy(config::receive)
                .hasMessage(
                        "[jwsgi-vassal] error reading config from emperor://a.ini: the Emperor closed the connection");
        assertThatThrownBy(config::receive)
                .hasMessage("[jwsgi-vassal] error reading config header from emperor://a.ini: "
                        + "the Emperor closed the connection");
    }

    @Test
    void an_emperor_that_sends_two_copies_of_each_never_leads_to_an_old_one() {
        // uWSGI 2.0: one with the order to reload, and one when it is asked
        List<String> read = new ArrayList<>();
        for (String text : List.of("one", "two", "three")) {
            sendConfig(text);
            read.add(text(config.renewed(() -> sendConfig(text))));
        }
        assertThat(read).containsExactly("one", "two", "three");
    }

    @Test
    void the_second_copy_may_come_before_the_answer() {
        List<String> read = new ArrayList<>();
        for (String text : List.of("one", "two", "three")) {
            read.add(text(config.renewed(() -> {
                sendConfig(text);
                sendConfig(text);
            })));
        }
        assertThat(read).containsExactly("one", "two", "three");
    }
}
