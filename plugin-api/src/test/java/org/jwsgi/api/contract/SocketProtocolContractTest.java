package org.jwsgi.api.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.SocketProtocol;

/** A sound protocol passes the contract, and each kind of unsound one fails the test that is there for it. */
class SocketProtocolContractTest {
    @Nested
    class SoundProtocol extends LineProtocol.Contract {
        @Override
        protected SocketProtocol protocol() {
            return connection -> new LineProtocol.Codec(connection.bufferSize());
        }
    }

    @Test
    void a_codec_that_keeps_the_buffer_fails() {
        @Nullable ByteBuffer[] kept = new ByteBuffer[1];
        SocketProtocolContract contract = LineProtocol.contractOf(() -> new LineProtocol.Codec(4096) {
            @Override
            public Decoded decode(ByteBuffer in) {
                ByteBuffer first = kept[0];
                if (first != null && first.limit() > 0 && first.get(0) == (byte) 0xEE) {
                    throw new IllegalStateException("the kept buffer has changed");
                }
                kept[0] = in;
                return super.decode(in);
            }
        });
        assertThatThrownBy(() -> runAll(contract.reads_the_same_however_the_bytes_are_cut()))
                .hasMessageContaining("the kept buffer has changed");
    }

    @Test
    void a_codec_that_reads_on_arrays_only_fails() {
        SocketProtocolContract contract = LineProtocol.contractOf(() -> new LineProtocol.Codec(4096) {
            @Override
            public Decoded decode(ByteBuffer in) {
                in.array();
                return super.decode(in);
            }
        });
        assertThatCode(() -> runAll(contract.reads_each_sample())).doesNotThrowAnyException();
        assertThatThrownBy(() -> runAll(contract.reads_the_same_however_the_bytes_are_cut()))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_codec_that_cannot_wait_fails() {
        SocketProtocolContract contract = LineProtocol.contractOf(() -> new LineProtocol.Codec(4096) {
            @Override
            public Decoded decode(ByteBuffer in) {
                Decoded decoded = super.decode(in);
                return decoded instanceof Decoded.NeedMore ? new Decoded.Malformed(400, "incomplete") : decoded;
            }
        });
        assertThatCode(() -> runAll(contract.reads_each_sample())).doesNotThrowAnyException();
        assertThatThrownBy(() -> runAll(contract.reads_the_same_however_the_bytes_are_cut()))
                .hasMessageContaining("cut after 1 bytes");
    }

    @Test
    void a_codec_without_a_limit_fails() {
        SocketProtocolContract contract = LineProtocol.contractOf(() -> new LineProtocol.Codec(Integer.MAX_VALUE));
        assertThatThrownBy(contract::refuses_an_oversized_head).isInstanceOf(AssertionError.class);
    }

    @Test
    void a_codec_that_throws_on_garbage_fails_and_names_the_bytes() {
        SocketProtocolContract contract = LineProtocol.contractOf(() -> new LineProtocol.Codec(4096) {
            @Override
            public Decoded decode(ByteBuffer in) {
                if (in.get(in.position()) < 0) {
                    throw new IllegalArgumentException("unexpected byte");
                }
                return super.decode(in);
            }
        });
        assertThatThrownBy(contract::survives_garbage)
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("bytes [0-9a-f]+: .*unexpected byte");
    }

    @Test
    void a_head_that_is_not_consumed_fails() {
        SocketProtocolContract contract = LineProtocol.contractOf(() -> new LineProtocol.Codec(4096) {
            @Override
            public Decoded decode(ByteBuffer in) {
                int start = in.position();
                Decoded decoded = super.decode(in);
                in.position(start);
                return decoded;
            }
        });
        assertThatThrownBy(() -> runAll(contract.reads_each_sample())).hasMessageContaining("must be consumed");
    }

    private static void runAll(Stream<DynamicTest> tests) throws Throwable {
        for (DynamicTest test : tests.toList()) {
            test.getExecutable().execute();
        }
    }
}
