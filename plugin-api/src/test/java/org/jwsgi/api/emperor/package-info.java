/** Fakes and the contract for authors of imperial monitors. */
@NullMarked
package org.jwsgi.api.emperor;

import org.jspecify.annotations.NullMarked;
