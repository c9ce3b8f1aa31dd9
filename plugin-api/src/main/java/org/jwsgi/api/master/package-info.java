/** What a plugin may do in the master: services with a life of their own, and a view of the whole instance. */
@NullMarked
package org.jwsgi.api.master;

import org.jspecify.annotations.NullMarked;
