/** Finds plugins, isolates their classes and collects their providers. The only package that names pf4j's manager. */
@NullMarked
package org.jwsgi.kernel.plugin;

import org.jspecify.annotations.NullMarked;
