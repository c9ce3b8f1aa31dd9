/** Reads configurations in XML, in the process that starts an instance. */
@NullMarked
package org.jwsgi.plugins.configxml;

import org.jspecify.annotations.NullMarked;
