/** Reads configurations in JSON, in the process that starts an instance. */
@NullMarked
package org.jwsgi.plugins.configjson;

import org.jspecify.annotations.NullMarked;
