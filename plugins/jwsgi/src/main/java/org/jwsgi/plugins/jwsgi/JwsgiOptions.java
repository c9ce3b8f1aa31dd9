package org.jwsgi.plugins.jwsgi;

import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of uWSGI's plugins {@code jvm} and {@code jwsgi}.
 *
 * @param app the application to load, see {@link AppReference}; more of them come through {@code mount}
 * @param classPath folders, jars and {@code folder/*}, several with {@code :}; searched after the working directory
 * @param mainClasses classes whose main method runs before the apps are loaded
 * @param classes classes that are loaded and initialised before the apps
 */
@OptionGroup("Java applications (JWSGI)")
record JwsgiOptions(
        @Option(
                name = "jwsgi",
                argument = "APP",
                help = "load a JWSGI app: Class[:method], FILE.java[:method] or FILE.jar[:Class[:method]]")
        Optional<String> app,

        @Option(
                name = "jvm-classpath",
                argument = "PATH",
                help = "add a folder, a jar or FOLDER/* to the class path of the apps, which begins with \".\"")
        List<String> classPath,

        @Option(
                name = "jvm-main-class",
                argument = "CLASS",
                help = "run the main method of this class before the apps are loaded")
        List<String> mainClasses,

        @Option(name = "jvm-class", argument = "CLASS", help = "load and initialise this class before the apps")
        List<String> classes) {}
