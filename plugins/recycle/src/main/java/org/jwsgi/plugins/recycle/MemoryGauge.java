package org.jwsgi.plugins.recycle;

/** Measures the memory of this process, in bytes. */
interface MemoryGauge {
    /** Returns the resident memory. */
    long rss();

    /** Returns the address space. */
    long vsz();

    /** Returns the part of the Java heap that survived the last full collection, 0 before the first. */
    long heap();
}
