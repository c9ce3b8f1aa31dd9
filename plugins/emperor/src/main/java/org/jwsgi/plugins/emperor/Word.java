package org.jwsgi.plugins.emperor;

/** The words of uWSGI's Emperor protocol, a byte each, and its packet with a configuration. */
final class Word {
    /** To a vassal: end now. */
    static final int STOP = 0;
    /** To a vassal: take the configuration anew. */
    static final int RELOAD = 1;
    /** To a vassal: end when the present requests are answered. */
    static final int STOP_GRACEFULLY = 2;
    /** From a vassal: it runs. */
    static final int SPAWNED = 1;
    /** From a vassal: it wants its configuration. */
    static final int WANTS_CONFIG = 2;
    /** From a vassal: it accepts connections. */
    static final int ACCEPTING = 5;
    /** From a vassal: it has served a request. */
    static final int LOYAL = 17;
    /** From a vassal: it wants to end. */
    static final int ENDING = 22;
    /** From a vassal: it is alive. */
    static final int HEARTBEAT = 26;
    /** From a vassal: it wants reinforcements. */
    static final int REINFORCE = 30;

    private static final int CONFIG_MODIFIER = 115;
    private static final int HEAD = 4;

    private Word() {}

    /**
     * Returns the packet of a configuration: a number, the length as two bytes with the lower one first, a zero, the text.
     *
     * @param text at most 65535 bytes
     */
    static byte[] packet(byte[] text) {
        byte[] packet = new byte[HEAD + text.length];
        packet[0] = CONFIG_MODIFIER;
        packet[1] = (byte) text.length;
        packet[2] = (byte) (text.length >> 8);
        System.arraycopy(text, 0, packet, HEAD, text.length);
        return packet;
    }
}
