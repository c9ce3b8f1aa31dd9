package org.jwsgi.kernel.supervise;

import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** What an instance may use of the machine. Read by the master and the sole process. */
@OptionGroup("Resources")
public record ResourceOptions(
        @Option(
                name = "cgroup",
                help = "put the instance into this control group; made when missing",
                argument = "PATH")
        List<String> cgroup,

        @Option(name = "cgroup-opt", help = "write a setting of the control groups", argument = "FILE=VALUE")
        List<String> cgroupOpt,

        @Option(
                name = "cgroup-dir-mode",
                help = "mode of a control group that is made",
                defaultValue = "700",
                argument = "MODE")
        FileMode cgroupDirMode,

        @Option(name = "cpu-affinity", help = "give each worker this many processors of its own", min = 0)
        int cpuAffinity,

        @Option(name = "prio", help = "scheduling priority, -20 (first) to 19 (last)", min = -20, max = 19)
        Optional<Integer> prio,

        @Option(name = "limit-as", help = "largest address space of each process", unit = "MB", argument = "MEGABYTES")
        Optional<Integer> limitAs,

        @Option(name = "limit-nproc", help = "largest number of tasks, threads included, of the user", min = 1)
        Optional<Integer> limitNproc,

        @Option(name = "max-fd", help = "largest number of open files of each process", min = 1)
        Optional<Integer> maxFd,

        @Option(
                name = "file-write",
                help = "write a line to a file before user and groups change",
                argument = "FILE=VALUE")
        List<String> fileWrite) {}
