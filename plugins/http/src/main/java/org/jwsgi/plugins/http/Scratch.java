package org.jwsgi.plugins.http;

/** Arrays that are only used while a head is being read. */
final class Scratch {
    /** The bytes of a buffer that lies outside the heap. */
    final byte[] input;
    /** The variable name of the header at hand, behind the prefix {@code HTTP_}. */
    final byte[] name;
    /** A decoded path. */
    final byte[] path;

    Scratch(int headSize) {
        this.input = new byte[headSize];
        this.name = new byte[headSize + Names.PREFIX.length];
        this.path = new byte[headSize + 1];
        System.arraycopy(Names.PREFIX, 0, name, 0, Names.PREFIX.length);
    }

    int headSize() {
        return input.length;
    }
}
