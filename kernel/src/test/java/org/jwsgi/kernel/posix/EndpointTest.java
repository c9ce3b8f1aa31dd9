package org.jwsgi.kernel.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class EndpointTest {
    @Property
    void every_ipv4_address_is_read_and_shown_as_java_does(
            @ForAll int address, @ForAll @IntRange(max = 0xffff) int port) throws UnknownHostException {
        Endpoint.Inet4 endpoint = new Endpoint.Inet4(address, port);
        byte[] bytes = {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address};
        String host = InetAddress.getByAddress(bytes).getHostAddress();
        assertThat(endpoint.text()).isEqualTo(host + ":" + port);
        assertThat(Endpoint.parseInet4(host, port)).contains(endpoint);
        assertThat(Endpoint.inet4(bytes, port)).isEqualTo(endpoint);
        assertThat(roundTrip(endpoint)).isEqualTo(endpoint);
    }

    @Property
    void every_ipv6_address_is_read_back_from_its_text(
            @ForAll @Size(16) byte[] bytes, @ForAll @IntRange(max = 0xffff) int port) throws UnknownHostException {
        Endpoint.Inet6 endpoint = Endpoint.inet6(bytes, port, 0);
        String full = Inet6Address.getByAddress("", bytes, -1).getHostAddress();
        String text = endpoint.text();
        assertThat(Endpoint.parseInet6(full, port)).contains(endpoint);
        assertThat(Endpoint.parseInet6(text.substring(1, text.indexOf(']')), port))
                .contains(endpoint);
        assertThat(roundTrip(endpoint)).isEqualTo(endpoint);
    }

    @Property
    void no_text_breaks_the_parsers(@ForAll String text) {
        assertThat(Endpoint.parseInet4(text, 1).isPresent()).isEqualTo(isDottedQuad(text));
        Endpoint.parseInet6(text, 1).ifPresent(found -> assertThat(text).contains(":"));
    }

    @Example
    void ipv6_text_is_short() {
        assertThat(new Endpoint.Inet6(0, 1, 80, 0).text()).isEqualTo("[::1]:80");
        assertThat(new Endpoint.Inet6(0, 0, 80, 0).text()).isEqualTo("[::]:80");
        Endpoint.Inet6 scoped = Endpoint.parseInet6("fe80::1%lo", 80).orElseThrow();
        assertThat(scoped.scope()).isEqualTo(1);
        assertThat(roundTrip(scoped)).isEqualTo(scoped);
        assertThat(Endpoint.parseInet6("fe80::1%nosuchinterface", 80)).isEmpty();
    }

    @Example
    void bytes_of_an_ipv4_address_are_those_of_the_c_structure() {
        assertThat(encode(new Endpoint.Inet4(0x7f000001, 0x1f90)))
                .containsExactly(2, 0, 0x1f, (byte) 0x90, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Example
    void an_abstract_name_has_a_zero_byte_at_either_end() {
        assertThat(encode(new Endpoint.UnixAbstract("foo", true))).containsExactly(1, 0, 0, 'f', 'o', 'o', 0);
        assertThat(encode(new Endpoint.UnixAbstract("foo", false))).containsExactly(1, 0, 0, 'f', 'o', 'o');
        for (boolean zeroEnded : new boolean[] {true, false}) {
            Endpoint endpoint = new Endpoint.UnixAbstract("foo", zeroEnded);
            assertThat(roundTrip(endpoint)).isEqualTo(endpoint);
            assertThat(endpoint.text()).isEqualTo("@foo");
        }
    }

    @Example
    void a_path_ends_at_its_zero_byte() {
        assertThat(encode(new Endpoint.UnixPath("/a"))).containsExactly(1, 0, '/', 'a', 0);
        assertThat(roundTrip(new Endpoint.UnixPath("/run/ü.sock"))).isEqualTo(new Endpoint.UnixPath("/run/ü.sock"));
        assertThat(roundTrip(new Endpoint.UnixUnnamed())).isEqualTo(new Endpoint.UnixUnnamed());
    }

    @Example
    void names_that_do_not_fit_are_refused() {
        String longest = "x".repeat(107);
        assertThat(roundTrip(new Endpoint.UnixPath(longest))).isEqualTo(new Endpoint.UnixPath(longest));
        assertThatThrownBy(() -> encode(new Endpoint.UnixPath(longest + "x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> encode(new Endpoint.UnixAbstract(longest, true)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void other_families_are_not_decoded() {
        assertThat(Endpoint.decode(new byte[] {16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
                .isEmpty();
        assertThat(Endpoint.decode(new byte[] {2, 0, 0, 80})).isEmpty();
        assertThat(Endpoint.decode(new byte[0])).isEmpty();
    }

    private static boolean isDottedQuad(String text) {
        String[] parts = text.split("\\.", -1);
        boolean quad = parts.length == 4;
        for (String part : parts) {
            quad &= part.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(part) < 256;
        }
        return quad;
    }

    private static byte[] encode(Endpoint endpoint) {
        return endpoint.encode();
    }

    private static Endpoint roundTrip(Endpoint endpoint) {
        return Endpoint.decode(endpoint.encode()).orElseThrow();
    }
}
