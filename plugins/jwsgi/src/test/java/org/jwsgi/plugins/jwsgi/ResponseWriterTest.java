package org.jwsgi.plugins.jwsgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jwsgi.api.request.FakeResponse;
import org.jwsgi.api.request.Header;

/** The table of return values in uWSGI's JWSGI interface, as its version 2.0.21 answers them. */
class ResponseWriterTest {
    private final FakeResponse response = new FakeResponse();

    @Test
    void status_headers_and_text() throws Exception {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/plain");
        headers.put("X-Empty", "");
        ResponseWriter.write(new Object[] {201, headers, "hé"}, response);
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.reason()).isNull();
        assertThat(response.headers())
                .containsExactly(new Header("Content-Type", "text/plain"), new Header("X-Empty", ""));
        assertThat(response.bytes()).containsExactly('h', 0xc3, 0xa9);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 204, 299, 999})
    void a_status_may_be_a_long(long code) throws Exception {
        ResponseWriter.write(new Object[] {code, Map.of(), null}, response);
        assertThat(response.status()).isEqualTo((int) code);
    }

    static Stream<@Nullable Object> badStatuses() {
        return Stream.of(null, "200", (short) 200, 99, 1000, -200, 0, 4294967496L, 200.0);
    }

    @ParameterizedTest
    @MethodSource("badStatuses")
    void any_other_status_is_refused(@Nullable Object status) {
        refused("invalid JWSGI response object: the status must", status, Map.of(), "x");
    }

    @Test
    void an_answer_has_three_parts() {
        refusedArray("invalid JWSGI response object: the application returned null", null);
        refusedArray("invalid JWSGI response object: expected {status, headers, body}", new Object[0]);
        refusedArray("invalid JWSGI response object", new Object[] {200, Map.of()});
        refusedArray("invalid JWSGI response object", new Object[] {200, Map.of(), "x", "y"});
    }

    @Test
    void a_header_with_several_values_is_sent_several_times_in_the_order_of_the_map() throws Exception {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("N", new String[] {"1", "2"});
        headers.put("M", List.of("3", "4"));
        headers.put("S", new TreeSet<>(List.of("6", "5")));
        headers.put("E", new String[0]);
        ResponseWriter.write(new Object[] {200, headers, "x"}, response);
        assertThat(response.headers())
                .containsExactly(
                        new Header("N", "1"),
                        new Header("N", "2"),
                        new Header("M", "3"),
                        new Header("M", "4"),
                        new Header("S", "5"),
                        new Header("S", "6"));
    }

    @Test
    void headers_may_be_any_map() throws Exception {
        ResponseWriter.write(new Object[] {200, new TreeMap<>(Map.of("A", "1")), null}, response);
        assertThat(response.headers()).containsExactly(new Header("A", "1"));
    }

    static Stream<Arguments> badHeaders() {
        Map<String, @Nullable Object> nullValue = new HashMap<>();
        nullValue.put("N", null);
        return Stream.of(
                Arguments.of(null, "unsupported response headers type !!! (must be java/util/HashMap)"),
                Arguments.of(List.of(), "unsupported response headers type !!! (must be java/util/HashMap)"),
                Arguments.of(Map.of(5, "x"), "headers key must be java/lang/String !!!"),
                Arguments.of(
                        Map.of("N", 5),
                        "unsupported header value !!! (must be java/lang/String or [java/lang/String): the value of \"N\""
                                + " is java.lang.Integer"),
                Arguments.of(nullValue, "unsupported header value !!!"),
                Arguments.of(Map.of("N", List.of("1").iterator()), "unsupported header value !!!"),
                Arguments.of(Map.of("N", List.of(3)), "headers value must be java/lang/String !!!"),
                Arguments.of(Map.of("N", new String[] {null}), "headers value must be java/lang/String !!!"));
    }

    @ParameterizedTest
    @MethodSource("badHeaders")
    void other_headers_are_refused_with_the_words_of_uwsgi(@Nullable Object headers, String message) {
        refused(message, 200, headers, "x");
    }

    @Test
    void a_header_that_would_split_the_response_is_refused() {
        assertThatThrownBy(() -> ResponseWriter.write(
                        new Object[] {200, Map.of("Location", "/\r\nSet-Cookie: a=b"), "x"}, response))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(response.committed()).isFalse();
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of(null, ""),
                Arguments.of("", ""),
                Arguments.of("text", "text"),
                Arguments.of(new String[] {"a", null, "b"}, "ab"),
                Arguments.of(new byte[] {'a', 'b'}, "ab"),
                Arguments.of(List.of("a", new byte[] {'b'}, 3, new StringBuilder("sb")), "ab3sb"),
                Arguments.of(Arrays.asList("a", null, "b"), "ab"),
                Arguments.of(new TreeSet<>(List.of("b", "a")), "ab"),
                Arguments.of(Collections.emptyList(), ""),
                Arguments.of((Iterable<String>) () -> List.of("x", "y").iterator(), "xy"),
                Arguments.of(List.of("x", "y").iterator(), "xy"),
                Arguments.of(new ByteArrayInputStream(new byte[] {'i', 's'}), "is"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void a_body(@Nullable Object body, String sent) throws Exception {
        ResponseWriter.write(new Object[] {200, Map.of(), body}, response);
        assertThat(response.text()).isEqualTo(sent);
    }

    static Stream<Arguments> badBodies() {
        return Stream.<Object>of(5, new StringBuilder("x"), new Object[] {"x"}, Map.of("a", "b"), 'c', new int[] {1})
                .map(body -> Arguments.of(body));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void any_other_body_is_refused_before_anything_is_sent(Object body) {
        refused("unsupported JWSGI response body type: " + body.getClass().getTypeName(), 200, Map.of(), body);
    }

    @Test
    void items_of_a_collection_are_not_sent_one_by_one() throws Exception {
        ResponseWriter.write(new Object[] {200, Map.of(), List.of("a", "b")}, response);
        assertThat(response.calls()).containsExactly("write 1", "write 1");
    }

    @Test
    void items_that_may_take_time_are_sent_at_once() throws Exception {
        List<String> seen = new ArrayList<>();
        Iterator<String> slow = new Iterator<>() {
            @Override
            public boolean hasNext() {
                seen.add(String.join(",", response.calls()));
                return seen.size() < 3;
            }

            @Override
            public String next() {
                return "x";
            }
        };
        ResponseWriter.write(new Object[] {200, Map.of(), slow}, response);
        assertThat(seen).containsExactly("", "write 1,flush", "write 1,flush,write 1,flush");
    }

    @Test
    void an_iterator_that_fails_midway_keeps_what_was_sent() {
        Iterator<String> failing = Stream.of("a", "b")
                .map(item -> {
                    if (item.equals("b")) {
                        throw new IllegalStateException("midway");
                    }
                    return item;
                })
                .iterator();
        assertThatThrownBy(() -> ResponseWriter.write(new Object[] {200, Map.of(), failing}, response))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("midway");
        assertThat(response.text()).isEqualTo("a");
    }

    @Test
    void a_file_is_sent_from_its_channel(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("data"), "content");
        ResponseWriter.write(new Object[] {200, Map.of(), file.toFile()}, response);
        assertThat(response.text()).isEqualTo("content");
        assertThat(response.calls()).containsExactly("file 0 7");
    }

    @Test
    void a_path_is_a_file_and_not_a_list_of_names(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("data"), "content");
        ResponseWriter.write(new Object[] {200, Map.of(), file}, response);
        assertThat(response.text()).isEqualTo("content");
    }

    @Test
    void an_empty_file_is_an_empty_body(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("empty"));
        ResponseWriter.write(new Object[] {200, Map.of(), file.toFile()}, response);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.calls()).isEmpty();
    }

    @Test
    void a_file_that_cannot_be_sent_is_found_out_before_anything_is_sent(@TempDir Path folder) {
        assertThatThrownBy(() -> ResponseWriter.write(
                        new Object[] {200, Map.of(), folder.resolve("missing").toFile()}, response))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> ResponseWriter.write(new Object[] {200, Map.of(), folder.toFile()}, response))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("is a directory");
        assertThat(response.committed()).isFalse();
    }

    @Test
    void a_stream_is_read_in_pieces_of_8192_and_closed() throws Exception {
        CountingStream stream = new CountingStream(20_000);
        ResponseWriter.write(new Object[] {200, Map.of(), stream}, response);
        assertThat(response.calls()).containsExactly("write 8192", "write 8192", "write 3616", "flush");
        assertThat(response.bodyBytes()).isEqualTo(20_000);
        assertThat(stream.closed).isTrue();
    }

    @Test
    void a_stream_that_fails_or_is_not_sent_is_closed_too() {
        CountingStream failing = new CountingStream(-1);
        assertThatThrownBy(() -> ResponseWriter.write(new Object[] {200, Map.of(), failing}, response))
                .isInstanceOf(IOException.class)
                .hasMessage("bad stream");
        assertThat(failing.closed).isTrue();

        CountingStream unsent = new CountingStream(10);
        refused("unsupported response headers type", 200, null, unsent);
        assertThat(unsent.closed).isTrue();
    }

    private void refused(String message, @Nullable Object status, @Nullable Object headers, @Nullable Object body) {
        refusedArray(message, new Object[] {status, headers, body});
    }

    private void refusedArray(String message, Object @Nullable [] answer) {
        assertThatThrownBy(() -> ResponseWriter.write(answer, response))
                .isInstanceOf(InvalidResponseException.class)
                .hasMessageStartingWith(message);
        assertThat(response.committed()).isFalse();
        assertThat(response.calls()).isEmpty();
    }

    /** A stream of that many zeros; of a negative number, a stream that fails. */
    private static final class CountingStream extends InputStream {
        private int left;
        private boolean closed;

        CountingStream(int size) {
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            if (left < 0) {
                throw new IOException("bad stream");
            }
            return left-- > 0 ? 0 : endReached();
        }

        private int endReached() {
            left = 0;
            return -1;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
