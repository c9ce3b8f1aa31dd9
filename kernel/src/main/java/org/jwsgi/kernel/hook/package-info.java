/**
 * Hooks: what a configuration runs at the phases of an instance's life. This package knows the phases and how a hook is
 * written; what its verb does comes from plugins. Used by the processes' starts in {@code boot}, by master and workers.
 */
@NullMarked
package org.jwsgi.kernel.hook;

import org.jspecify.annotations.NullMarked;
