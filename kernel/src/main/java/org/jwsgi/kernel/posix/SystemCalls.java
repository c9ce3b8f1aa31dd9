package org.jwsgi.kernel.posix;

/**
 * System calls by number, for those whose C wrapper does more than the call: glibc's {@code setresuid} and its kind
 * change every thread of the process, the bare system call changes the calling thread alone. The numbers are those of
 * Linux' {@code asm/unistd.h} for each machine.
 *
 * @param setgroups number of {@code setgroups}
 * @param setresgid number of {@code setresgid}
 * @param setresuid number of {@code setresuid}
 */
record SystemCalls(int setgroups, int setresgid, int setresuid) {
    /** Returns the numbers of this machine. */
    static SystemCalls ofThisMachine() {
        return of(System.getProperty("os.arch"));
    }

    static SystemCalls of(String machine) {
        return switch (machine) {
            case "amd64", "x86_64" -> new SystemCalls(116, 119, 117);
            case "aarch64", "arm64" -> new SystemCalls(159, 149, 147);
            default -> throw new UnsupportedOperationException("no system call numbers for " + machine);
        };
    }
}
