package org.jwsgi.api.config;

/**
 * The text of a configuration file, magic variables already replaced.
 *
 * @param name the file as the user named it, for messages
 * @param section the section to read, {@code "uwsgi"} by default
 * @param explicitSection whether the user chose the section ({@code file:section})
 * @param text the contents
 */
public record ConfigText(String name, String section, boolean explicitSection, String text) {}
