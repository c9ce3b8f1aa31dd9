/** The options that put hooks into the phases of an instance's life, and the verbs that come with jwsgi. */
@NullMarked
package org.jwsgi.plugins.hooks;

import org.jspecify.annotations.NullMarked;
