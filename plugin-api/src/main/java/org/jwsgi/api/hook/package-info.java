/** Hooks: actions that a configuration runs at the phases of an instance's life, or when something happens to it. */
@NullMarked
package org.jwsgi.api.hook;

import org.jspecify.annotations.NullMarked;
