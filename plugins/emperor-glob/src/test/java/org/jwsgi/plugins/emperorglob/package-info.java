@NullMarked
package org.jwsgi.plugins.emperorglob;

import org.jspecify.annotations.NullMarked;
