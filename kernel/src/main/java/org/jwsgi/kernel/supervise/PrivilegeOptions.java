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
        boolean noInitgroups) {}
