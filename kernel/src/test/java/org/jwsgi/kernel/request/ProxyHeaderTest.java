package org.jwsgi.kernel.request;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final String LINE = "PROXY TCP4 192.0.2.1 198.51.100.7 40000 443\r\n";

    private static ProxyHeader read(byte[] bytes) {
        return ProxyHeader.read(ByteBuffer.wrap(bytes));
    }

    private static byte[] binary(int command, int family, byte[] block) {
        ByteBuffer header = ByteBuffer.allocate(16 + block.length);
        header.put(ProxyHeader.BINARY).put((byte) (0x20 | command)).put((byte) family);
        return header.putShort((short) block.length).put(block).array();
    }

    @Test
    void readsVersion1() {
        ByteBuffer in = ByteBuffer.wrap((LINE + "GET /").getBytes(US_ASCII));
        assertThat(ProxyHeader.read(in)).isEqualTo(new ProxyHeader.Found("192.0.2.1", 40000, "198.51.100.7", 443));
        assertThat(in.remaining()).isEqualTo(5);
        assertThat(read("PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n".getBytes(US_ASCII)))
                .isEqualTo(new ProxyHeader.Found("2001:db8:0:0:0:0:0:1", 1, "2001:db8:0:0:0:0:0:2", 2));
        assertThat(read("PROXY UNKNOWN whatever\r\n".getBytes(US_ASCII)))
                .isEqualTo(new ProxyHeader.Found("", 0, "", 0));
    }

    @Test
    void readsVersion2() {
        byte[] block = {(byte) 192, 0, 2, 1, (byte) 198, 51, 100, 7, (byte) 0x9c, 0x40, 1, (byte) 0xbb, 9, 9};
        assertThat(read(binary(1, 0x11, block)))
                .isEqualTo(new ProxyHeader.Found("192.0.2.1", 40000, "198.51.100.7", 443));
        assertThat(read(binary(0, 0x11, block))).isEqualTo(new ProxyHeader.Found("", 0, "", 0));
        assertThat(read(binary(1, 0x31, new byte[216]))).isEqualTo(new ProxyHeader.Found("", 0, "", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.1 198.51.100.7 40000\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.7 40000 65536\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.7 -1 443\r\n",
                "PROXY TCP4 2001:db8::1 198.51.100.7 40000 443\r\n",
                "PROXY TCP6 192.0.2.1 198.51.100.7 40000 443\r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.7 40000 443\r\n",
                "PROXY UDP4 192.0.2.1 198.51.100.7 40000 443\r\n",
                "PROXY TCP4  192.0.2.1 198.51.100.7 40000 443\r\n",
                "PROXY \r\n"
            })
    void refusesWrongLines(String line) {
        assertThat(read(line.getBytes(US_ASCII))).isInstanceOf(ProxyHeader.Malformed.class);
    }

    @Test
    void refusesWrongHeaders() {
        assertThat(read(binary(2, 0x11, new byte[12]))).isInstanceOf(ProxyHeader.Malformed.class);
        assertThat(read(binary(1, 0x11, new byte[11]))).isInstanceOf(ProxyHeader.Malformed.class);
        assertThat(read(binary(1, 0x21, new byte[35]))).isInstanceOf(ProxyHeader.Malformed.class);
        byte[] version3 = binary(1, 0x11, new byte[12]);
        version3[12] = 0x31;
        assertThat(read(version3)).isInstanceOf(ProxyHeader.Malformed.class);
        byte[] endless = new byte[ProxyHeader.MAX_LINE];
        Arrays.fill(endless, (byte) 'x');
        System.arraycopy(ProxyHeader.TEXT, 0, endless, 0, ProxyHeader.TEXT.length);
        assertThat(read(endless)).isInstanceOf(ProxyHeader.Malformed.class);
    }

    @Test
    void leavesEverythingElseAlone() {
        ByteBuffer in = ByteBuffer.wrap("PROPFIND / HTTP/1.1\r\n".getBytes(US_ASCII));
        assertThat(ProxyHeader.read(in)).isEqualTo(new ProxyHeader.Absent());
        assertThat(in.position()).isZero();
    }

    @Property
    void waitsForTheRestOfAHeader(@ForAll @IntRange(max = 44) int length) {
        assertThat(LINE.length()).isEqualTo(45);
        assertThat(read(Arrays.copyOf(LINE.getBytes(US_ASCII), length))).isEqualTo(new ProxyHeader.NeedMore());
    }

    @Property(tries = 2000)
    void decidesOnAnyBytes(@ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(max = 2) int start) {
        byte[] signature = start == 0 ? new byte[0] : start == 1 ? ProxyHeader.TEXT : ProxyHeader.BINARY;
        byte[] all = Arrays.copyOf(signature, signature.length + bytes.length);
        System.arraycopy(bytes, 0, all, signature.length, bytes.length);
        ByteBuffer in = ByteBuffer.wrap(all);
        ProxyHeader decided = ProxyHeader.read(in);
        assertThat(in.position() > 0).isEqualTo(consumes(decided, in));
    }

    private static boolean consumes(ProxyHeader decided, ByteBuffer in) {
        return switch (decided) {
            case ProxyHeader.NeedMore _, ProxyHeader.Absent _ -> false;
            case ProxyHeader.Found _ -> true;
            case ProxyHeader.Malformed _ -> in.position() > 0;
        };
    }
}
