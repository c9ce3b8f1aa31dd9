package org.jwsgi.kernel.boot;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jwsgi.kernel.config.ConfigLoader;
import org.jwsgi.kernel.config.OptionSpec;
import org.jwsgi.kernel.config.OptionSpecs;
import org.jwsgi.kernel.hook.CommandOptions;
import org.jwsgi.kernel.log.LogMasterOptions;
import org.jwsgi.kernel.log.LogOptions;
import org.jwsgi.kernel.log.RequestLogOptions;
import org.jwsgi.kernel.request.RequestOptions;
import org.jwsgi.kernel.socket.ConnectionOptions;
import org.jwsgi.kernel.socket.SocketOptions;
import org.jwsgi.kernel.socket.SocketTuning;
import org.jwsgi.kernel.supervise.CheaperOptions;
import org.jwsgi.kernel.supervise.IsolationOptions;
import org.jwsgi.kernel.supervise.NameOptions;
import org.jwsgi.kernel.supervise.PidfileOptions;
import org.jwsgi.kernel.supervise.PrivilegeOptions;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.supervise.ResourceOptions;
import org.jwsgi.kernel.vassal.VassalOptions;

/** The option records of the kernel. */
final class KernelRecords {
    /** Every record but those of the configuration system itself. */
    static final List<Class<? extends Record>> ALL = List.of(
            ProcessOptions.class,
            CheaperOptions.class,
            PrivilegeOptions.class,
            IsolationOptions.class,
            ResourceOptions.class,
            PidfileOptions.class,
            NameOptions.class,
            SocketOptions.class,
            SocketTuning.class,
            ConnectionOptions.class,
            RequestOptions.class,
            RequestLogOptions.class,
            LogOptions.class,
            LogMasterOptions.class,
            CommandOptions.class,
            JvmOptions.class,
            VassalOptions.class,
            ListOptions.class);

    private KernelRecords() {}

    /** Returns all options of the kernel, those of the configuration system included. */
    static List<OptionSpec> options() {
        List<OptionSpec> options = new ArrayList<>();
        for (Class<? extends Record> type : ALL) {
            options.addAll(OptionSpecs.of(type, "kernel"));
        }
        for (Class<? extends Record> type : ConfigLoader.ownRecords()) {
            options.addAll(OptionSpecs.of(type, "kernel"));
        }
        return options;
    }

    /** Returns the names of all options of the kernel, aliases included, which no plugin may declare. */
    static Set<String> names() {
        Set<String> names = new HashSet<>();
        for (OptionSpec option : options()) {
            names.add(option.name());
            names.addAll(option.aliases());
        }
        return names;
    }
}
