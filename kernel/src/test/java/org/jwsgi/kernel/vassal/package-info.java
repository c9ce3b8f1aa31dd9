@NullMarked
package org.jwsgi.kernel.vassal;

import org.jspecify.annotations.NullMarked;
