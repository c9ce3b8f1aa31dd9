@NullMarked
package org.jwsgi.plugins.stats;

import org.jspecify.annotations.NullMarked;
