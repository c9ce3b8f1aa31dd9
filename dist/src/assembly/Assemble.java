import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Completes the unpacked distribution in {@code dist/target/jwsgi} after Maven has copied the libraries: launcher,
 * plugins (one line each in {@code plugins.list}), examples, netty's native library, the plugin index and the AOT archive.
 *
 * <p>A build tool, run from source by the JDK that the build selected: {@code java Assemble.java DIST_DIR ROOT_DIR
 * check|write}. The last argument is for the option reference in {@code docs}: {@code check} ends the build when it is stale.
 */
public final class Assemble {
    private final Path root;
    private final Path dist;
    private final Path out;
    private final String reference;

    private Assemble(Path dist, Path root, String reference) {
        this.dist = dist;
        this.root = root;
        this.reference = reference;
        this.out = dist.resolve("target/jwsgi");
    }

    /** Runs the assembly; any failure ends the build with its message. */
    public static void main(String[] args) throws Exception {
        new Assemble(Path.of(args[0]).toAbsolutePath(), Path.of(args[1]).toAbsolutePath(), args[2]).run();
    }

    private void run() throws IOException, InterruptedException {
        Files.deleteIfExists(out.resolve(".built"));
        copyLauncher();
        copyPlugins();
        replaceTree(dist.resolve("src/main/examples"), out.resolve("examples"));
        unpackNativeLibraries();
        tool("org.jwsgi.kernel.boot.PluginIndexMain", out.resolve("plugins").toString());
        tool(
                "org.jwsgi.kernel.boot.ReferenceMain",
                reference,
                out.toString(),
                root.resolve("docs/reference/options").toString());
        trainArchive();
        Files.writeString(out.resolve(".built"), "");
    }

    private void copyLauncher() throws IOException {
        Path bin = Files.createDirectories(out.resolve("bin")).resolve("jwsgi");
        Files.copy(dist.resolve("src/main/bin/jwsgi"), bin, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(bin, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void copyPlugins() throws IOException {
        Path target = out.resolve("plugins");
        deleteTree(target);
        Files.createDirectories(target);
        for (String line : Files.readAllLines(dist.resolve("plugins.list"))) {
            String id = line.strip();
            if (!id.isEmpty() && !id.startsWith("#")) {
                copyPlugin(id, target);
            }
        }
    }

    /**
     * Copies a plugin as a jar or, when it brings libraries, as a folder with its jar and theirs in {@code lib/}: each start
     * looks at every file of every plugin.
     */
    private void copyPlugin(String id, Path target) throws IOException {
        Path built = root.resolve("plugins").resolve(id).resolve("target");
        Path jar = null;
        try (var files = Files.newDirectoryStream(built, "jwsgi-plugin-" + id + "-*.jar")) {
            for (Path file : files) {
                if (!file.toString().endsWith("-tests.jar") && !file.toString().endsWith("-sources.jar")) {
                    jar = file;
                }
            }
        }
        if (jar == null) {
            throw new IOException("plugins.list names '" + id + "', but plugins/" + id + " has built no jar");
        }
        List<Path> libraries = new ArrayList<>();
        if (Files.isDirectory(built.resolve("plugin-lib"))) {
            try (var files = Files.newDirectoryStream(built.resolve("plugin-lib"), "*.jar")) {
                files.forEach(libraries::add);
            }
        }
        if (libraries.isEmpty()) {
            Files.copy(jar, target.resolve(id + ".jar"));
            return;
        }
        Path lib = Files.createDirectories(target.resolve(id).resolve("lib"));
        for (Path library : libraries) {
            Files.copy(library, lib.resolve(library.getFileName()));
        }
        Files.copy(jar, lib.resolve(id + ".jar"));
    }

    /** Lays out netty's native library as a file, so that no start of a server has to unpack it. */
    private void unpackNativeLibraries() throws IOException {
        Path target = out.resolve("lib/native");
        deleteTree(target);
        try (var jars = Files.newDirectoryStream(out.resolve("lib"), "netty-transport-native-epoll-*.jar")) {
            for (Path jar : jars) {
                unpack(jar, "META-INF/native/", target);
            }
        }
    }

    /** Records which classes a start needs and what they look like once linked; see JEP 483 and JEP 514. */
    private void trainArchive() throws IOException, InterruptedException {
        Path folder = out.resolve("lib/aot");
        deleteTree(folder);
        Files.createDirectories(folder);
        tool("org.jwsgi.kernel.boot.AotTraining", out.toString());
    }

    private void tool(String mainClass, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                out.resolve("lib/jwsgi-kernel.jar").toString(),
                mainClass));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("JWSGI_HOME", out.toString());
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(mainClass + " did not end");
        }
        if (process.exitValue() != 0) {
            throw new IOException(mainClass + " ended with status " + process.exitValue());
        }
    }

    private static void unpack(Path jar, String prefix, Path target) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.isDirectory() || !entry.getName().startsWith(prefix)) {
                    continue;
                }
                Path path = target.resolve(entry.getName().substring(prefix.length()));
                Files.createDirectories(path.getParent());
                try (var in = file.getInputStream(entry)) {
                    Files.copy(in, path, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void replaceTree(Path from, Path to) throws IOException {
        deleteTree(to);
        if (!Files.isDirectory(from)) {
            return;
        }
        try (var paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
