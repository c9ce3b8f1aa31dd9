package org.jwsgi.kernel.hook;

import org.jwsgi.kernel.JwsgiException;

/** Tells that a hook failed whose phase the instance must not outlive. What failed is in the log already. */
public final class HookFailure extends JwsgiException {
    private static final long serialVersionUID = 1L;

    HookFailure() {
        super(Kind.ENVIRONMENT, "FATAL hook failed, destroying instance");
    }
}
