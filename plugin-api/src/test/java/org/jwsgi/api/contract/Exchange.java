package org.jwsgi.api.contract;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What became of a part of a connection's bytes. */
public sealed interface Exchange {
    /**
     * A request with its whole body.
     *
     * @param vars every variable as {@code NAME=VALUE}, in order
     * @param modifier1 the handler asked for
     * @param modifier2 its variant
     * @param contentLength the announced length, -1 when unknown
     * @param body the body's bytes as ISO 8859-1 text
     * @param kept whether the connection could serve another request afterwards
     */
    record Served(List<String> vars, int modifier1, int modifier2, long contentLength, String body, boolean kept)
            implements Exchange {}

    /**
     * A message that the protocol answered by itself.
     *
     * @param reply the answer's bytes as ISO 8859-1 text
     * @param closed whether the connection ends with it
     */
    record Answered(String reply, boolean closed) implements Exchange {}

    /**
     * A refusal, in a head or in the framing of a body.
     *
     * @param status the HTTP status
     */
    record Refused(int status) implements Exchange {}

    /** Shows bytes in a way that can be compared and read. */
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
