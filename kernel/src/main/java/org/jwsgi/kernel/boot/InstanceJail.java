package org.jwsgi.kernel.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.master.WorkerShape;
import org.jwsgi.kernel.posix.Jail;
import org.jwsgi.kernel.posix.LaunchThread;
import org.jwsgi.kernel.posix.Limits;
import org.jwsgi.kernel.posix.Mounts;
import org.jwsgi.kernel.posix.Namespaces;
import org.jwsgi.kernel.posix.ShapeStep;
import org.jwsgi.kernel.supervise.IsolationOptions;
import org.jwsgi.kernel.supervise.PrivilegeOptions;
import org.jwsgi.kernel.supervise.PrivilegeSteps;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.supervise.ResourceOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shape of the image that an instance with isolation options runs as. A running JVM cannot change its namespaces, its
 * root or its priority: on Linux these belong to each of its threads. So the process that was started works out the shape,
 * and one of its threads takes it and becomes the instance. Runs in: the process that was started; main thread, before any
 * socket is bound.
 */
final class InstanceJail {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceJail.class);

    private final Start start;
    private final IsolationOptions isolation;
    private final ResourceOptions resources;
    private final PrivilegeOptions privileges;

    InstanceJail(Start start) {
        this.start = start;
        this.isolation = start.options(IsolationOptions.class);
        this.resources = start.options(ResourceOptions.class);
        this.privileges = start.options(PrivilegeOptions.class);
    }

    /** Tells whether the instance must be another image than this one. */
    boolean isWanted() {
        return isolation.changesImage()
                || resources.prio().isPresent()
                || resources.limitAs().isPresent()
                || privileges.noNewPrivileges()
                || soleProcessors() > 0;
    }

    /** Returns how many processors a process that serves without a master is confined to; 0 for all. */
    private int soleProcessors() {
        return start.options(ProcessOptions.class).needsMaster() ? 0 : resources.cpuAffinity();
    }

    /** Tells whether the instance runs as a child of this process. */
    boolean isChild() {
        return isolation.inChild();
    }

    /** Tells whether the new root needs a {@code /proc} of the new process numbers. */
    boolean needsProc() {
        return isolation.namespace().isPresent();
    }

    /** Tells whether the instance is inside another root, where this JVM may find no {@code /proc}. */
    boolean changesRoot() {
        return isolation.namespace().isPresent()
                || isolation.chroot().isPresent()
                || isolation.pivotRoot().isPresent();
    }

    /** Returns the environment in which a JVM finds its libraries although there may be no {@code /proc}. */
    Map<String, String> environment(Map<String, String> own) {
        Map<String, String> environment = new HashMap<>(own);
        if (changesRoot()) {
            String libraries = System.getProperty("java.home") + "/lib";
            // Where the archive would go is read-only in there, or not there at all.
            environment.remove(AotArchive.MISSING_VARIABLE);
            environment.merge("LD_LIBRARY_PATH", libraries, (before, added) -> added + ":" + before);
        }
        return environment;
    }

    /**
     * Returns the shape, as the specification's order of one privilege-drop pass has it, up to the hooks in the jail.
     *
     * @param steps what runs between its steps, if that is inside
     */
    LaunchThread.Shape shape(PrivilegeSteps steps) {
        List<ShapeStep> shape = new ArrayList<>();
        List<Integer> joined = new ArrayList<>();
        for (String path : isolation.setns()) {
            LOG.info("joining namespaces from {} ...", path);
            joined.addAll(NamespaceOffer.receive(path));
        }
        joined.forEach(fd -> shape.add(new ShapeStep.Join(fd)));
        unshare(shape, flags());
        if (!isChild() && (isolation.unshareFlags() != 0 || isolation.jailed())) {
            shape.add(new ShapeStep.Run(() -> steps.afterJail(OptionalInt.empty())));
        }
        changeRoot(shape);
        unshare(shape, isolation.unshare2Flags());
        resources.prio().ifPresent(nice -> {
            LOG.info("scheduler priority set to {}", nice);
            shape.add(new ShapeStep.Priority(nice));
        });
        if (soleProcessors() > 0) {
            List<Integer> processors = WorkerShape.processors(1, soleProcessors(), Limits.processors());
            LOG.info(
                    "mapping worker 1 to CPUs:{}",
                    processors.stream().map(number -> " " + number).collect(Collectors.joining()));
            shape.add(new ShapeStep.Affinity(processors));
        }
        if (privileges.noNewPrivileges()) {
            shape.add(new ShapeStep.NoNewPrivileges());
        }
        resources.limitAs().ifPresent(megabytes -> {
            LOG.info("limiting address space of processes...");
            LOG.info("your process address space limit is {} bytes ({} MB)", (long) megabytes * 1024 * 1024, megabytes);
            shape.add(new ShapeStep.Limit(Limits.ADDRESS_SPACE, (long) megabytes * 1024 * 1024));
        });
        return new LaunchThread.Shape(shape);
    }

    private int flags() {
        int flags = isolation.unshareFlags();
        if (isolation.namespace().isPresent()) {
            flags |= Namespaces.UTS | Namespaces.IPC | Namespaces.PID;
        }
        if (isolation.namespaceNet().isPresent()) {
            flags |= Namespaces.NET;
        }
        // The runtime is carried into a new root by mounts, which the rest of the machine must not see.
        return changesRoot() ? flags | Namespaces.MOUNT : flags;
    }

    private static void unshare(List<ShapeStep> shape, int flags) {
        if (flags == 0) {
            return;
        }
        shape.add(new ShapeStep.Unshare(flags));
        shape.add(new ShapeStep.Run(() -> LOG.info("[linux-namespace] applied unshare() mask: {}", flags)));
        if ((flags & Namespaces.MOUNT) != 0) {
            shape.add(new ShapeStep.Mount("none", "/", "", Mounts.SLAVE | Mounts.RECURSIVE, ""));
        }
    }

    private void changeRoot(List<ShapeStep> shape) {
        if (isolation.namespace().isPresent()) {
            String value = isolation.namespace().get();
            int colon = value.lastIndexOf(':');
            String rootfs = colon < 0 ? value : value.substring(0, colon);
            if (colon >= 0 && colon + 1 < value.length()) {
                shape.add(new ShapeStep.Hostname(value.substring(colon + 1)));
            }
            LOG.info("*** jailing jwsgi in {} ***", rootfs);
            shape.addAll(
                    new Jail(carried()).around(Jail.onlyRoot(Path.of(rootfs).toAbsolutePath())));
        }
        List<ShapeStep> change = new ArrayList<>();
        isolation.chroot().ifPresent(directory -> {
            LOG.info("chroot() to {}", directory);
            change.add(new ShapeStep.Chroot(directory));
        });
        isolation.pivotRoot().ifPresent(value -> {
            String paths = value.strip();
            int space = paths.indexOf(' ');
            change.add(new ShapeStep.PivotRoot(
                    paths.substring(0, space), paths.substring(space).strip()));
        });
        if (!change.isEmpty()) {
            shape.addAll(new Jail(carried()).around(change));
        }
    }

    /** Returns what the JVM needs to run at all, read-only, and what the operator wants to keep. */
    private List<Jail.Carried> carried() {
        List<Jail.Carried> carried = new ArrayList<>();
        // First what the operator keeps: paths of the runtime may lead into it.
        for (String kept : isolation.namespaceKeepMount()) {
            int colon = kept.indexOf(':');
            Path source = Path.of(colon < 0 ? kept : kept.substring(0, colon)).toAbsolutePath();
            Path target = colon < 0 ? source : Path.of("/").resolve(kept.substring(colon + 1));
            if (!Files.exists(source)) {
                throw new JwsgiException(
                        JwsgiException.Kind.USER, "cannot keep mount " + source + ": no such file or directory");
            }
            carried.add(new Jail.Carried(source, target, true, true));
        }
        Set<Path> own = new LinkedHashSet<>();
        own.add(Path.of(System.getProperty("java.home")));
        own.add(start.installation().home());
        archive().ifPresent(own::add);
        start.plugins().searched().stream()
                .filter(folder -> !folder.startsWith(start.installation().home()))
                .map(Path::toAbsolutePath)
                .forEach(own::add);
        own.add(Installation.cache(start.environment()));
        own.removeIf(Files::notExists);
        own.forEach(path -> carried.add(new Jail.Carried(path, path, false, true)));
        for (Path library : libraries(own)) {
            carried.add(new Jail.Carried(library, library, false, false));
        }
        for (String device : List.of("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")) {
            carried.add(new Jail.Carried(Path.of(device), Path.of(device), true, false));
        }
        return carried;
    }

    /** Returns the AOT archive if it is outside of the installation. */
    private Optional<Path> archive() {
        String prefix = "-XX:AOTCache=";
        return JvmCommand.ofProcess().options().stream()
                .filter(option -> option.startsWith(prefix))
                .map(option -> Path.of(option.substring(prefix.length())).toAbsolutePath())
                .filter(path -> !path.startsWith(start.installation().home()))
                .findFirst();
    }

    /** Returns the C library's loader and the libraries that this JVM has loaded; a root that has them keeps its own. */
    private static List<Path> libraries(Set<Path> own) {
        Set<Path> libraries = new LinkedHashSet<>();
        for (String loader : List.of("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")) {
            if (Files.exists(Path.of(loader))) {
                libraries.add(Path.of(loader));
            }
        }
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                int slash = line.indexOf('/');
                if (slash > 0 && line.contains(".so")) {
                    Path path = Path.of(line.substring(slash));
                    if (own.stream().noneMatch(path::startsWith) && Files.isRegularFile(path)) {
                        libraries.add(path);
                    }
                }
            }
        } catch (IOException e) {
            throw new JwsgiException(
                    JwsgiException.Kind.ENVIRONMENT, "cannot read /proc/self/maps: " + e.getMessage(), e);
        }
        return List.copyOf(libraries);
    }
}
