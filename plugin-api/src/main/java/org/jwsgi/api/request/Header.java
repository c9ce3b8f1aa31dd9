package org.jwsgi.api.request;

/**
 * One header line of a response.
 *
 * @param name the field's name as it is sent
 * @param value the field's value
 */
public record Header(String name, String value) {}
