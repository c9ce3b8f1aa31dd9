package org.jwsgi.api;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.pf4j.ExtensionPoint;

/**
 * A named, stateless contribution of a plugin. The kernel finds providers through {@code META-INF/services} in the
 * plugin's jar, creates each exactly once per process, and asks the provider for an instance when a configuration
 * needs it; the kernel owns that instance's life.
 *
 * <p>A provider's constructor and all methods of this interface must be free of side effects: they also run for
 * {@code --help} and {@code --plugins-list}.
 */
public interface Provider extends ExtensionPoint {
    /** Returns the name by which configurations refer to this provider, unique within its kind. */
    String name();

    /** Returns the option records that this provider reads. One record class may be shared by several providers. */
    default List<Class<? extends Record>> options() {
        return List.of();
    }

    /** Returns the processes in which this provider is needed. Other processes do not create it. */
    default Set<ProcessRole> roles() {
        return EnumSet.allOf(ProcessRole.class);
    }
}
