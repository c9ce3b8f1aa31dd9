package org.jwsgi.api;

/** The version of this API, which a plugin's {@code Plugin-Requires} manifest entry is checked against. */
public final class PluginApi {
    /** The version, as {@code major.minor.patch}. A plugin built for another major version is refused. */
    public static final String VERSION = "0.1.0";

    private PluginApi() {}
}
