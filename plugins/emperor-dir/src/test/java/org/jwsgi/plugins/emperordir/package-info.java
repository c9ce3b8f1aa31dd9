@NullMarked
package org.jwsgi.plugins.emperordir;

import org.jspecify.annotations.NullMarked;
