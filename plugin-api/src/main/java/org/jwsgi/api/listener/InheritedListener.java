package org.jwsgi.api.listener;

import java.util.Optional;

/**
 * A listening socket that somebody else has bound.
 *
 * @param fd its descriptor in this process
 * @param protocol the protocol to speak on it; empty for the instance's default
 */
public record InheritedListener(int fd, Optional<String> protocol) {}
