package org.jwsgi.kernel.supervise;

import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** The user and groups that an instance started by root runs as. */
@OptionGroup("Privileges")
public record PrivilegeOptions(
        @Option(name = "uid", help = "run as this user once the sockets are bound", argument = "USER")
        Optional<String> uid,

        @Option(name = "gid", help = "run as this group once the sockets are bound", argument = "GROUP")
        Optional<String> gid,

        @Option(
                name = "immediate-uid",
                help = "run as this user from the start, before any socket is bound",
                argument = "USER")
        Optional<String> immediateUid,

        @Option(
                name = "immediate-gid",
                help = "run as this group from the start, before any socket is bound",
                argument = "GROUP")
        Optional<String> immediateGid,

        @Option(name = "add-gid", help = "supplementary group; replaces the groups of the user", argument = "GROUP")
        List<String> addGid,

        @Option(name = "no-initgroups", help = "leave out the supplementary groups of the user")
        boolean noInitgroups,

        @Option(name = "master-as-root", help = "only the workers change their user; the master stays what it is")
        boolean masterAsRoot,

        @Option(
                name = "drop-after-init",
                help = "leave the files of UNIX sockets to root; user and groups change once they are bound anyway")
        boolean dropAfterInit,

        @Option(name = "drop-after-apps", help = "change user and groups only once the apps are loaded")
        boolean dropAfterApps,

        @Option(
                name = "cap",
                help = "keep these capabilities when the user changes, and no others",
                argument = "NAME,...")
        List<String> cap,

        @Option(
                name = "no-new-privs",
                help = "no process of the instance can gain privileges by starting a set-user-id program")
        boolean noNewPrivileges) {

    /** Returns the names in {@code cap}, each alone. */
    public List<String> capabilities() {
        return Words.split(cap);
    }
}
