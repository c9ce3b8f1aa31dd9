package org.jwsgi.kernel.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jwsgi.kernel.posix.ByteSocket;
import org.jwsgi.kernel.posix.DescriptorInput;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.SpawnRequest;
import org.jwsgi.kernel.vassal.EmperorLink;

/**
 * Makes the AOT archive of vassals. A JVM writes to most pages of an archive's classes as it takes them on, and then has them for
 * itself; so this one has only the classes of a sole process that an Emperor has started, and no profiles, which vassals do
 * not use: 2 MB less for each. A vassal with a master takes the classes that are missing from the jars.
 *
 * <p>Runs in: TOOL, as {@link AotTraining} does; here it plays the Emperor.
 */
final class VassalTraining {
    /** The value of {@link AotTraining#TRAINING_VARIABLE} in a run that is no master before. */
    static final String KIND = "vassal";

    /** As many as load what answers requests, on new connections and kept ones. */
    private static final int REQUESTS = 8;

    private final Path home;
    private final Path folder;

    /**
     * Creates the training.
     *
     * @param home the installation folder
     * @param folder where the compiled app is
     */
    VassalTraining(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    /** Makes the archive. */
    void train(Path archive) throws IOException {
        Path configuration = Files.writeString(folder.resolve("vassal.ini"), """
                [uwsgi]
                http-socket = 127.0.0.1:0
                chdir = %1$s
                jvm-classpath = %1$s
                jwsgi = Training
                need-app = true
                """.formatted(folder));
        Map<String, String> environment =
                AotTraining.environment(KIND, "-XX:-AOTRecordTraining -XX:AOTCacheOutput=" + archive);
        environment.put(EmperorLink.VARIABLE, Integer.toString(SpawnRequest.FIRST_DESCRIPTOR));
        Descriptors.Pair link = Descriptors.streamPair();
        Descriptors.Pair log = Descriptors.pipe();
        List<String> command = List.of(home.resolve("bin/jwsgi").toString(), "--ini", configuration.toString());
        int pid = Processes.spawn(new SpawnRequest(
                command,
                environment,
                List.of(link.second()),
                Set.of(),
                true,
                false,
                new SpawnRequest.Streams(-1, log.second())));
        Descriptors.close(link.second());
        Descriptors.close(log.second());
        List<String> output = new ArrayList<>();
        try {
            ByteSocket vassal = new ByteSocket(link.first());
            AotTraining.serve(new DescriptorInput(log.first()), output, REQUESTS, () -> vassal.send(EmperorLink.STOP));
            Processes.await(pid);
        } finally {
            Descriptors.close(log.first());
            Descriptors.close(link.first());
        }
        AotTraining.requireArchive(archive, output);
    }
}
