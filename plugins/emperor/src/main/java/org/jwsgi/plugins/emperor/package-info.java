/**
 * The Emperor: runs the instances (vassals) that imperial monitors name, in a process of its own.
 *
 * <p>One thread, the process' loop, owns all vassals: what monitors find, what vassals say on their pipes, ends of processes,
 * signals and time come to {@link org.jwsgi.plugins.emperor.Emperor} one after the other. Monitors have threads of their
 * own; vassals are born on threads of their own.
 */
@NullMarked
package org.jwsgi.plugins.emperor;

import org.jspecify.annotations.NullMarked;
