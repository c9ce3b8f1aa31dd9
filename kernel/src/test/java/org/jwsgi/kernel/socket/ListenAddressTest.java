package org.jwsgi.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.socket.ListenAddress.Descriptor;
import org.jwsgi.kernel.socket.ListenAddress.InterfacePrefix;
import org.jwsgi.kernel.socket.ListenAddress.Shared;
import org.jwsgi.kernel.socket.ListenAddress.Tcp;
import org.jwsgi.kernel.socket.ListenAddress.UnixAbstract;
import org.jwsgi.kernel.socket.ListenAddress.UnixPath;

class ListenAddressTest {
    @Example
    void tcp_forms() {
        assertParsed("127.0.0.1:80", new Tcp("127.0.0.1:80", "127.0.0.1", 80));
        assertParsed("localhost:80", new Tcp("localhost:80", "localhost", 80));
        assertParsed(":80", new Tcp(":80", "", 80));
        assertParsed("127.0.0.1:", new Tcp("127.0.0.1:", "127.0.0.1", 0));
        assertParsed("127.0.0.1:0", new Tcp("127.0.0.1:0", "127.0.0.1", 0));
        assertParsed("127.0.0.1:08080", new Tcp("127.0.0.1:08080", "127.0.0.1", 8080));
        assertParsed("127.0.0.1:65535", new Tcp("127.0.0.1:65535", "127.0.0.1", 65535));
        assertParsed("[::1]:80", new Tcp("[::1]:80", "::1", 80));
        assertParsed("[::]:", new Tcp("[::]:", "::", 0));
        assertParsed("10.0.0.*:80", new InterfacePrefix("10.0.0.*:80", "10.0.0.", 80));
    }

    @Example
    void unix_forms() {
        assertParsed("/run/app.sock", new UnixPath("/run/app.sock"));
        assertParsed("app.sock", new UnixPath("app.sock"));
        assertParsed("@app", new UnixAbstract("@app", "app"));
        assertParsed("\\0app", new UnixAbstract("\\0app", "app"));
        assertThat(ListenAddress.parse("/run/app.sock", true))
                .isEqualTo(new UnixAbstract("/run/app.sock", "/run/app.sock"));
        assertThat(ListenAddress.parse("@app", true)).isEqualTo(new UnixAbstract("@app", "app"));
    }

    @Example
    void references() {
        assertParsed("=0", new Shared("=0", 0));
        assertParsed("=12", new Shared("=12", 12));
        assertParsed("fd://7", new Descriptor("fd://7", 7));
        assertParsed("host::", new Descriptor("host::", 0));
        assertParsed("::", new Descriptor("::", 0));
    }

    @Example
    void surrounding_blanks_do_not_count() {
        assertParsed("  127.0.0.1:80 ", new Tcp("127.0.0.1:80", "127.0.0.1", 80));
    }

    @Example
    void mistakes_are_told_in_one_line() {
        assertRefused("", "invalid/empty jwsgi socket name");
        assertRefused("   ", "invalid/empty jwsgi socket name");
        assertRefused("=x", "unable to use shared socket x");
        assertRefused("=", "unable to use shared socket ");
        assertRefused("fd://x", "invalid socket address \"fd://x\": fd:// needs the number of a descriptor");
        assertRefused("@", "invalid socket address \"@\": an abstract socket needs a name");
        String noPort = "is no port, which is a number from 0 to 65535";
        assertRefused("127.0.0.1:abc", "invalid socket address \"127.0.0.1:abc\": \"abc\" " + noPort);
        assertRefused("127.0.0.1:65536", "invalid socket address \"127.0.0.1:65536\": \"65536\" " + noPort);
        assertRefused("127.0.0.1:-5", "invalid socket address \"127.0.0.1:-5\": \"-5\" " + noPort);
        String brackets = "an IPv6 address is written as [ADDRESS]:PORT";
        assertRefused("::1:80", "invalid socket address \"::1:80\": " + brackets);
        assertRefused("[::1]", "invalid socket address \"[::1]\": " + brackets);
        assertRefused("[::1:80", "invalid socket address \"[::1:80\": " + brackets);
        assertRefused("[]:80", "invalid socket address \"[]:80\": there is no IPv6 address in the brackets");
        assertRefused("a\0b", "invalid socket address \"a\0b\": it holds a control character");
    }

    @Example
    void unix_names_have_at_most_102_bytes() {
        String longest = "/" + "a".repeat(101);
        assertParsed(longest, new UnixPath(longest));
        assertRefused(longest + "a", "invalid socket name \"" + longest + "a\": longer than 102 bytes");
        String umlauts = "/" + "ü".repeat(51);
        assertRefused(umlauts, "invalid socket name \"" + umlauts + "\": longer than 102 bytes");
    }

    @Property
    void any_text_is_an_address_or_one_clear_error(@ForAll("texts") String text, @ForAll boolean abstractSockets) {
        try {
            ListenAddress address = ListenAddress.parse(text, abstractSockets);
            assertThat(address.text()).isEqualTo(text.strip());
            assertThat(ListenAddress.parse(address.text(), abstractSockets)).isEqualTo(address);
            address.literal().ifPresent(endpoint -> assertThat(endpoint.text()).isNotEmpty());
        } catch (JwsgiException e) {
            assertThat(e.kind()).isEqualTo(JwsgiException.Kind.USER);
            assertThat(e).message().isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings(),
                Arbitraries.strings().withChars("0123456789.:[]*@=%/\\ fdx").ofMaxLength(30));
    }

    private static void assertParsed(String text, ListenAddress expected) {
        assertThat(ListenAddress.parse(text, false)).isEqualTo(expected);
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> ListenAddress.parse(text, false))
                .isInstanceOfSatisfying(
                        JwsgiException.class, e -> assertThat(e.kind()).isEqualTo(JwsgiException.Kind.USER))
                .hasMessage(message);
    }
}
