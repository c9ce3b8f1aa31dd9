package org.jwsgi.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.jwsgi.api.contract.ConnectionScript.BufferShape;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.SocketProtocol;

/**
 * What every {@link SocketProtocol} must keep: bytes mean the same however the network cuts them, any bytes end in a
 * decision and never in an exception, and no head grows beyond {@code buffer-size}.
 *
 * <p>Extend it in a test of the plugin and name a few valid connections; a handful of short ones (up to a few hundred
 * bytes) covers most codecs, because each is cut at every position.
 */
public abstract class SocketProtocolContract {
    private static final int GARBAGE_CASES = 1500;
    private static final int ALL_CUTS_UP_TO = 2048;

    /** Returns the protocol under test. Called for each test. */
    protected abstract SocketProtocol protocol();

    /** Returns valid connections with what they must decode to. */
    protected abstract List<Sample> samples();

    /** Returns connections that must be refused. */
    protected List<Refusal> refusals() {
        return List.of();
    }

    /**
     * Returns the bytes of a request, valid so far, whose head is larger than the limit and maybe still not complete.
     *
     * @param bufferSize the limit in bytes
     */
    protected abstract byte[] oversizedHead(int bufferSize);

    /** Returns what the protocol is told about its connection. */
    protected ConnectionInfo connection() {
        return new ConnectionInfo("127.0.0.1:8080", false, "127.0.0.1", 8080, "127.0.0.2", 40000, "test", 4096, 100);
    }

    /**
     * A connection that must be understood.
     *
     * @param name for the test report
     * @param bytes what the client sends
     * @param requests what must be read from it, in order
     */
    public record Sample(String name, byte[] bytes, List<Expected> requests) {
        /** Creates a connection with one request. */
        public static Sample of(String name, byte[] bytes, Map<String, String> vars, String body) {
            return new Sample(name, bytes, List.of(new Expected(vars, body)));
        }
    }

    /**
     * A request that must be read.
     *
     * @param vars variables that it must have; others are not looked at
     * @param body its body, each character one byte (ISO 8859-1)
     */
    public record Expected(Map<String, String> vars, String body) {}

    /**
     * A connection that must be refused.
     *
     * @param name for the test report
     * @param bytes what the client sends
     * @param status the HTTP status of the refusal
     */
    public record Refusal(String name, byte[] bytes, int status) {}

    /** Each sample decodes to what its author expects. */
    @TestFactory
    public Stream<DynamicTest> reads_each_sample() {
        assertThat(samples()).as("samples of this protocol").isNotEmpty();
        return samples().stream()
                .map(sample -> DynamicTest.dynamicTest(
                        sample.name(), () -> verify(sample, play(BufferShape.HEAP, List.of(sample.bytes())))));
    }

    /** Each sample decodes the same however its bytes are cut. */
    @TestFactory
    public Stream<DynamicTest> reads_the_same_however_the_bytes_are_cut() {
        return samples().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.name(), () -> sameForEveryCut(sample.bytes())));
    }

    /** Each bad connection is refused with the right status however its bytes are cut. */
    @TestFactory
    public Stream<DynamicTest> refuses_bad_requests() {
        return refusals().stream()
                .map(refusal -> DynamicTest.dynamicTest(refusal.name(), () -> {
                    assertThat(play(BufferShape.HEAP, List.of(refusal.bytes())))
                            .isNotEmpty()
                            .last()
                            .isEqualTo(new Exchange.Refused(refusal.status()));
                    sameForEveryCut(refusal.bytes());
                }));
    }

    /** Random bytes end in a decision. */
    @Test
    public void survives_garbage() {
        SplittableRandom random = new SplittableRandom(20250917);
        for (int i = 0; i < GARBAGE_CASES; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            survives(bytes, random);
        }
    }

    /** Valid connections with a few changed, lost or repeated bytes end in a decision. */
    @Test
    public void survives_damaged_requests() {
        SplittableRandom random = new SplittableRandom(4711);
        for (Sample sample : samples()) {
            for (int i = 0; i < GARBAGE_CASES / 3; i++) {
                survives(damage(sample.bytes(), random), random);
            }
        }
    }

    /** A head beyond {@code buffer-size} is refused, whether it comes at once or in drops. */
    @Test
    public void refuses_an_oversized_head() {
        byte[] bytes = oversizedHead(connection().bufferSize());
        assertThat(bytes.length).as("oversizedHead() must be long enough").isPositive();
        for (BufferShape shape : BufferShape.values()) {
            assertThat(play(shape, List.of(bytes))).singleElement().isInstanceOf(Exchange.Refused.class);
        }
        assertThat(play(BufferShape.HEAP, drops(bytes, 7))).singleElement().isInstanceOf(Exchange.Refused.class);
    }

    /** A refusal can be asked for at any time, with any error status. */
    @Test
    public void can_always_refuse() {
        for (int status = 400; status <= 599; status++) {
            assertThat(protocol().open(connection()).refuse(status)).isNotNull();
        }
        for (Sample sample : samples()) {
            for (int end = 0; end < sample.bytes().length; end += 1 + sample.bytes().length / 50) {
                var codec = protocol().open(connection());
                ConnectionScript.run(codec, BufferShape.HEAP, List.of(Arrays.copyOf(sample.bytes(), end)));
                assertThat(codec.refuse(504)).isNotNull();
            }
        }
    }

    private void verify(Sample sample, List<Exchange> exchanges) {
        List<Exchange.Served> served = exchanges.stream()
                .filter(Exchange.Served.class::isInstance)
                .map(Exchange.Served.class::cast)
                .toList();
        assertThat(exchanges).noneMatch(Exchange.Refused.class::isInstance);
        assertThat(served).hasSameSizeAs(sample.requests());
        for (int i = 0; i < served.size(); i++) {
            Expected expected = sample.requests().get(i);
            List<String> vars = served.get(i).vars();
            expected.vars()
                    .forEach((name, value) ->
                            assertThat(lastValue(vars, name)).as(name).isEqualTo(value));
            assertThat(served.get(i).body()).isEqualTo(expected.body());
        }
    }

    private static @Nullable String lastValue(List<String> vars, String name) {
        String found = null;
        for (String variable : vars) {
            if (variable.startsWith(name + "=")) {
                found = variable.substring(name.length() + 1);
            }
        }
        return found;
    }

    private void sameForEveryCut(byte[] bytes) {
        List<Exchange> whole = play(BufferShape.HEAP, List.of(bytes));
        assertThat(play(BufferShape.DIRECT, List.of(bytes)))
                .as("in a direct buffer")
                .isEqualTo(whole);
        int step = bytes.length <= ALL_CUTS_UP_TO ? 1 : 1 + bytes.length / ALL_CUTS_UP_TO;
        for (int cut = 1; cut < bytes.length; cut += step) {
            BufferShape shape = (cut & 1) == 0 ? BufferShape.HEAP : BufferShape.DIRECT;
            List<byte[]> pieces = List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length));
            assertThat(play(shape, pieces)).as("cut after %d bytes", cut).isEqualTo(whole);
        }
        assertThat(play(BufferShape.HEAP, drops(bytes, 1))).as("byte by byte").isEqualTo(whole);
    }

    private void survives(byte[] bytes, SplittableRandom random) {
        try {
            List<Exchange> whole = play(BufferShape.HEAP, List.of(bytes));
            List<byte[]> pieces = bytes.length == 0 ? List.of() : drops(bytes, 1 + random.nextInt(bytes.length));
            assertThat(play(BufferShape.DIRECT, pieces)).isEqualTo(whole);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("bytes " + HexFormat.of().formatHex(bytes) + ": " + e, e);
        }
    }

    private static byte[] damage(byte[] bytes, SplittableRandom random) {
        byte[] damaged = bytes.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> damaged[at] = (byte) random.nextInt(256);
            case 1 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> damaged = concat(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + 1, bytes.length));
            default -> damaged = concat(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at / 2, bytes.length));
        }
        return damaged;
    }

    private List<Exchange> play(BufferShape shape, List<byte[]> pieces) {
        return ConnectionScript.run(protocol().open(connection()), shape, pieces);
    }

    private static List<byte[]> drops(byte[] bytes, int size) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += size) {
            pieces.add(Arrays.copyOfRange(bytes, from, Math.min(from + size, bytes.length)));
        }
        return pieces;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
