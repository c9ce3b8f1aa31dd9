/**
 * What a plugin author compiles against: providers, the instances they create, and the records passed between them
 * and the kernel. No type here names a third-party class, except pf4j's {@code ExtensionPoint} and slf4j's
 * {@code Logger}.
 */
@NullMarked
package org.jwsgi.api;

import org.jspecify.annotations.NullMarked;
