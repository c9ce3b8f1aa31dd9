@NullMarked
package org.jwsgi.plugins.prometheus;

import org.jspecify.annotations.NullMarked;
