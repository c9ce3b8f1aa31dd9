package org.jwsgi.plugins.emperor;

/**
 * The hooks on the way from the Emperor to a vassal, all on the thread that the vassal is born from. One that fails prevents
 * the vassal.
 *
 * @param before in the Emperor's place and as its user
 * @param beforeDrop in the vassal's place, still as the Emperor's user
 * @param place in the vassal's place, as who the vassal is
 */
record LaunchHooks(VassalOccasion before, VassalOccasion beforeDrop, VassalOccasion place) {}
