/** How a plugin declares the options it reads: once, as the components of a record. */
@NullMarked
package org.jwsgi.api.option;

import org.jspecify.annotations.NullMarked;
