package org.jwsgi.api.request;

/**
 * An application that is ready for requests.
 *
 * @param mountpoint the path under which it is mounted, empty for the default
 * @param name how the log names it, such as {@code "App:application"}
 * @param handler answers its requests, several at once when {@code threads} is more than 1
 */
public record LoadedApp(String mountpoint, String name, RequestHandler handler) {}
