package org.jwsgi.api.emperor;

/**
 * Whom a vassal runs as in tyrant mode.
 *
 * @param uid user number
 * @param gid group number
 */
public record VassalOwner(int uid, int gid) {
    /** Nobody has said who owns the vassal. Root owns no vassal, so in tyrant mode such a vassal is refused. */
    public static final VassalOwner UNKNOWN = new VassalOwner(0, 0);
}
