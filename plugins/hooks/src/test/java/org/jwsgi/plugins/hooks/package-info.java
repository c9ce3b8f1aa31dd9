@NullMarked
package org.jwsgi.plugins.hooks;

import org.jspecify.annotations.NullMarked;
