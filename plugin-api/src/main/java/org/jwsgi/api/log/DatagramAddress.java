package org.jwsgi.api.log;

/** Checks what {@link LogContext#datagrams} will be asked for, so that a typo ends the start and not each line of the log. */
public final class DatagramAddress {
    private static final int LARGEST_PORT = 65_535;

    private DatagramAddress() {}

    /**
     * Checks an address: whatever has a colon is {@code HOST:PORT}, unless it is a path or an abstract name.
     *
     * @throws LogSetupException when its port is none
     */
    public static void check(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 0 || address.indexOf('/') >= 0 || address.startsWith("@")) {
            return;
        }
        String port = address.substring(colon + 1);
        try {
            int number = Integer.parseInt(port);
            if (number > 0 && number <= LARGEST_PORT) {
                return;
            }
        } catch (NumberFormatException e) {
            throw new LogSetupException("invalid address \"" + address + "\": \"" + port + "\" is no port");
        }
        throw new LogSetupException("invalid address \"" + address + "\": \"" + port + "\" is no port");
    }
}
