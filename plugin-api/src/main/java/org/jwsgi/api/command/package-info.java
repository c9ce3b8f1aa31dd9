/** Commands: what the command line asks for instead of a server, such as {@code --ping}. */
@NullMarked
package org.jwsgi.api.command;

import org.jspecify.annotations.NullMarked;
