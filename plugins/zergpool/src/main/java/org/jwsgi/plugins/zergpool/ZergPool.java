package org.jwsgi.plugins.zergpool;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.master.ServiceException;

/**
 * A pool as configured.
 *
 * @param name the UNIX socket at which zergs get the others
 * @param addresses what is bound for them, in order
 */
record ZergPool(String name, List<String> addresses) {
    /** Copies the list. */
    ZergPool {
        addresses = List.copyOf(addresses);
    }

    /**
     * Reads pools.
     *
     * @throws ServiceException when one is malformed or two have the same name
     */
    static List<ZergPool> parse(List<String> configured) {
        List<ZergPool> pools = new ArrayList<>();
        for (String value : configured) {
            ZergPool pool = parse(value);
            if (pools.stream().anyMatch(other -> other.name().equals(pool.name()))) {
                throw new ServiceException("two zergpools have the name " + pool.name(), null);
            }
            pools.add(pool);
        }
        return pools;
    }

    private static ZergPool parse(String value) {
        int colon = value.indexOf(':');
        List<String> addresses = new ArrayList<>();
        if (colon > 0) {
            for (String address : value.substring(colon + 1).split(",", -1)) {
                if (!address.isBlank()) {
                    addresses.add(address.strip());
                }
            }
        }
        if (addresses.isEmpty()) {
            throw new ServiceException("invalid zergpool syntax: " + value, null);
        }
        return new ZergPool(value.substring(0, colon).strip(), addresses);
    }
}
