package org.jwsgi.api.protocol;

import java.util.List;

/**
 * An option that opens listening sockets; it may be repeated.
 *
 * @param name the option's name
 * @param aliases other spellings
 * @param shortName the one-letter command line form, or {@code 0} for none
 * @param help the line for {@code --help}
 */
public record SocketOption(String name, List<String> aliases, char shortName, String help) {}
