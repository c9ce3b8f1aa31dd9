/** Reads configurations in YAML, in the process that starts an instance. */
@NullMarked
package org.jwsgi.plugins.configyaml;

import org.jspecify.annotations.NullMarked;
