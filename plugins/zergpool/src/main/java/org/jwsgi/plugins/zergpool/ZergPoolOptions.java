package org.jwsgi.plugins.zergpool;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of zerg pools.
 *
 * @param pools the pools
 * @param users users beside root and the instance's own that may have the sockets
 */
@OptionGroup("Zerg pools")
record ZergPoolOptions(
        @Option(
                name = "zergpool",
                aliases = "zerg-pool",
                help = "bind addresses for zergs, which get the sockets at the UNIX socket NAME",
                argument = "NAME:ADDRESS[,ADDRESS]")
        List<String> pools,

        @Option(
                name = "zergpool-user",
                help = "let zergs of this user attach, besides those of root and of the pool's own user",
                argument = "USER")
        List<String> users) {
    ZergPoolOptions {
        pools = List.copyOf(pools);
        users = List.copyOf(users);
    }
}
