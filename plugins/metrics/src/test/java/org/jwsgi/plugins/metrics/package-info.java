@NullMarked
package org.jwsgi.plugins.metrics;

import org.jspecify.annotations.NullMarked;
