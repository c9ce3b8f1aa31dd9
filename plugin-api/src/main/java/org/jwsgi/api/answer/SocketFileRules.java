package org.jwsgi.api.answer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.api.master.ServiceException;

/**
 * What the instance's options say about the files of UNIX sockets.
 *
 * @param mode permission bits to set, absent to leave them to the umask
 * @param vacuum whether the file is removed at the end
 */
record SocketFileRules(Optional<Integer> mode, boolean vacuum) {
    /** Reads the rules from the configured options. */
    static SocketFileRules from(Map<String, List<String>> options) {
        return new SocketFileRules(
                last(options, "chmod-socket").or(() -> last(options, "chmod")).map(SocketFileRules::mode),
                last(options, "vacuum").map(SocketFileRules::isOn).orElse(false));
    }

    private static Optional<String> last(Map<String, List<String>> options, String name) {
        List<String> values = options.getOrDefault(name, List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
    }

    private static boolean isOn(String value) {
        return switch (value) {
            case "false", "off", "no", "0" -> false;
            default -> true;
        };
    }

    private static int mode(String value) {
        if (value.isEmpty() || "true".equals(value)) {
            return 0666;
        }
        try {
            return Integer.parseInt(value, 8) & 0777;
        } catch (NumberFormatException e) {
            throw new ServiceException("cannot use chmod-socket \"" + value + "\": three octal digits are needed", e);
        }
    }
}
