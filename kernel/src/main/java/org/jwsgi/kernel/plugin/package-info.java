/**
 * Finds plugins, isolates their classes and collects their providers. The only package that names pf4j's manager; the
 * rest of the kernel talks to {@link org.jwsgi.kernel.plugin.PluginHost} and gets providers from a {@link
 * org.jwsgi.kernel.plugin.ProviderTable}.
 *
 * <p>Of pf4j it uses the plugin manager as the register of loaded plugins, the descriptor and dependency model, the
 * version ranges and the class loader; pf4j's own folder scan, extension index and start/stop life cycle are not used.
 */
@NullMarked
package org.jwsgi.kernel.plugin;

import org.jspecify.annotations.NullMarked;
