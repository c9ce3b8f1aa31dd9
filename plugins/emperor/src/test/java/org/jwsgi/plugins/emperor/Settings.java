package org.jwsgi.plugins.emperor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Option records with their defaults, and what a test changes of them. */
final class Settings {
    final List<String> sources = new ArrayList<>(List.of("test://here"));
    final List<String> extraExtensions = new ArrayList<>();
    final List<String> overrides = new ArrayList<>();
    final List<String> fallbacks = new ArrayList<>();
    final List<String> inheritBefore = new ArrayList<>();
    final List<String> includeBefore = new ArrayList<>();
    final List<String> set = new ArrayList<>();
    final List<String> inherit = new ArrayList<>();
    final List<String> include = new ArrayList<>();
    final List<String> collected = new ArrayList<>();
    final List<String> asVassal = new ArrayList<>();
    final List<String> asEmperor = new ArrayList<>();
    final List<String> execAsEmperor = new ArrayList<>();
    final List<String> emperorStart = new ArrayList<>();
    final List<String> capabilities = new ArrayList<>();
    final List<String> namespaces = new ArrayList<>();
    final List<String> beforeVassal = new ArrayList<>();
    final List<String> beforeDrop = new ArrayList<>();
    final List<String> inNamespaces = new ArrayList<>();
    final List<String> onDemand = new ArrayList<>();
    final List<String> onConfig = new ArrayList<>();
    final List<String> waitingNot = new ArrayList<>();
    Optional<String> commandSocket = Optional.empty();
    boolean waitForCommand;
    boolean initGroups;
    boolean noFollow;
    boolean tyrant;
    boolean tyrantNoFollow;
    boolean noBlacklist;
    boolean graceful;
    boolean magicExec;
    boolean subreaper;
    int broodlord;
    long throttle = 1000;
    long maxThrottle = 180_000;
    Optional<String> wrapper = Optional.empty();
    Optional<String> wrapperAttribute = Optional.empty();
    Optional<String> directoryAttribute = Optional.empty();
    Optional<String> startHook = Optional.empty();
    Optional<String> stopHook = Optional.empty();
    Optional<String> onDemandExtension = Optional.empty();
    Optional<Path> onDemandDirectory = Optional.empty();
    Optional<String> onDemandExec = Optional.empty();

    EmperorOptions emperor() {
        return new EmperorOptions(
                sources,
                Duration.ofSeconds(3),
                extraExtensions,
                noFollow,
                tyrant,
                tyrantNoFollow,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMillis(throttle),
                Duration.ofMillis(maxThrottle),
                noBlacklist,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                graceful,
                broodlord,
                onDemandExtension,
                onDemandDirectory,
                onDemandExec,
                false,
                subreaper);
    }

    VassalOptions vassals() {
        return new VassalOptions(
                wrapper,
                overrides,
                fallbacks,
                magicExec,
                inheritBefore,
                includeBefore,
                set,
                inherit,
                include,
                startHook,
                stopHook,
                collected,
                wrapperAttribute,
                directoryAttribute);
    }

    TenantOptions tenants() {
        return new TenantOptions(initGroups, capabilities, namespaces);
    }

    CommandOptions commands() {
        return new CommandOptions(commandSocket, waitForCommand, waitingNot);
    }

    EmperorHookOptions hooks() {
        return new EmperorHookOptions(
                emperorStart,
                asEmperor,
                asVassal,
                List.of(),
                List.of(),
                List.of(),
                execAsEmperor,
                List.of(),
                List.of(),
                beforeVassal,
                beforeDrop,
                inNamespaces,
                onDemand,
                onConfig);
    }
}
