/**
 * Imperial monitors: how an Emperor learns which instances (vassals) it should run. A plugin gives an
 * {@link org.jwsgi.api.emperor.ImperialMonitorProvider} whose name is the scheme of its addresses; the Emperor does all the
 * rest.
 */
@NullMarked
package org.jwsgi.api.emperor;

import org.jspecify.annotations.NullMarked;
