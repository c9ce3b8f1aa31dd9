package org.jwsgi.api.listener;

import org.jwsgi.api.PluginContext;

/** What a source of listening sockets is given. Main thread. */
public interface ListenerSourceContext extends PluginContext {
    /** Returns the passing of descriptors. */
    DescriptorPassing descriptors();
}
