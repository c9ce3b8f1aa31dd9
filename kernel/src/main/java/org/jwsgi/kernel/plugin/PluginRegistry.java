package org.jwsgi.kernel.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.PluginApi;
import org.pf4j.AbstractPluginManager;
import org.pf4j.ClassLoadingStrategy;
import org.pf4j.DefaultExtensionFactory;
import org.pf4j.DefaultPluginFactory;
import org.pf4j.DefaultVersionManager;
import org.pf4j.ExtensionFactory;
import org.pf4j.ExtensionFinder;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginFactory;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRepository;
import org.pf4j.PluginRuntimeException;
import org.pf4j.PluginStatusProvider;
import org.pf4j.PluginWrapper;
import org.pf4j.ServiceProviderExtensionFinder;
import org.pf4j.VersionManager;

/**
 * pf4j's plugin manager, reduced to what the kernel needs of it: the register of loaded plugins, through which their
 * class loaders find those of the plugins they depend on.
 *
 * <p>{@link PluginCatalogue} decides what may be loaded before it comes here, so pf4j's own checks, its folder scan and
 * its dependency sweep after each load would only repeat that work at every start.
 */
final class PluginRegistry extends AbstractPluginManager {
    private final ExportedApiLoader api = new ExportedApiLoader(PluginRegistry.class.getClassLoader());
    private final List<PluginFiles> offered = new ArrayList<>();

    PluginRegistry() {
        super(List.of(Path.of("plugins")));
        setSystemVersion(PluginApi.VERSION);
    }

    /**
     * Creates the class loader of a plugin whose dependencies have been loaded. Loads no class.
     *
     * @param path where the plugin was found
     * @throws BrokenPluginException when pf4j refuses it
     */
    ClassLoader load(Path path, PluginFiles files) throws BrokenPluginException {
        offered.add(files);
        try {
            return loadPluginFromPath(path).getPluginClassLoader();
        } catch (PluginRuntimeException e) {
            throw new BrokenPluginException(BrokenPluginException.describe(e), e);
        } finally {
            offered.clear();
        }
    }

    /** Forgets a plugin that nothing uses and closes its class loader. */
    void unload(String id) {
        unloadPlugin(id, false, false);
    }

    /** Tells whether a version is in a range, both in the syntax of semantic versions. */
    boolean satisfies(String version, String range) throws BrokenPluginException {
        if (range.equals("*")) {
            return true;
        }
        try {
            return getVersionManager().checkVersionConstraint(version, range);
        } catch (RuntimeException e) {
            throw new BrokenPluginException("cannot compare version " + version + " with \"" + range + "\"", e);
        }
    }

    @Override
    protected PluginDescriptorFinder createPluginDescriptorFinder() {
        return new PluginDescriptorFinder() {
            @Override
            public boolean isApplicable(Path path) {
                return !offered.isEmpty();
            }

            @Override
            public PluginDescriptor find(Path path) {
                return offered.getFirst().manifest().toDescriptor();
            }
        };
    }

    @Override
    protected PluginLoader createPluginLoader() {
        return new PluginLoader() {
            @Override
            public boolean isApplicable(Path path) {
                return !offered.isEmpty();
            }

            @Override
            public ClassLoader loadPlugin(Path path, PluginDescriptor descriptor) {
                PluginClassLoader loader =
                        new PluginClassLoader(PluginRegistry.this, descriptor, api, ClassLoadingStrategy.APD);
                for (Path element : offered.getFirst().classPath()) {
                    loader.addFile(element.toFile());
                }
                return loader;
            }
        };
    }

    @Override
    protected boolean isPluginValid(PluginWrapper plugin) {
        return true;
    }

    @Override
    protected PluginRepository createPluginRepository() {
        return new PluginRepository() {
            @Override
            public List<Path> getPluginPaths() {
                return List.of();
            }

            @Override
            public boolean deletePluginPath(Path path) {
                return false;
            }
        };
    }

    @Override
    protected PluginStatusProvider createPluginStatusProvider() {
        return new PluginStatusProvider() {
            @Override
            public boolean isPluginDisabled(String id) {
                return false;
            }

            @Override
            public void disablePlugin(String id) {
                throw new UnsupportedOperationException("a plugin is disabled by removing its file");
            }

            @Override
            public void enablePlugin(String id) {
                throw new UnsupportedOperationException("a plugin is disabled by removing its file");
            }
        };
    }

    @Override
    protected PluginFactory createPluginFactory() {
        return new DefaultPluginFactory();
    }

    @Override
    protected ExtensionFactory createExtensionFactory() {
        return new DefaultExtensionFactory();
    }

    @Override
    protected ExtensionFinder createExtensionFinder() {
        return new ServiceProviderExtensionFinder(this);
    }

    @Override
    protected VersionManager createVersionManager() {
        return new DefaultVersionManager();
    }
}
