package org.jwsgi.plugins.masterfifo;

import java.nio.file.Path;
import java.util.List;
import org.jwsgi.api.master.InstanceControl;
import org.slf4j.Logger;

/** What the bytes of a master FIFO mean. Owned by the thread that reads it. */
final class FifoCommands {
    private final List<Path> slots;
    private final InstanceControl control;
    private final Logger log;
    private Path active;
    private boolean subscriptionsBlocked;

    FifoCommands(List<Path> slots, InstanceControl control, Logger log) {
        this.slots = List.copyOf(slots);
        this.control = control;
        this.log = log;
        this.active = slots.getFirst();
    }

    /** Returns the pipe that commands are to be read from. */
    Path active() {
        return active;
    }

    /** Carries out one command. A byte that is none means nothing. */
    void obey(char command) {
        switch (command) {
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> choose(command - '0');
            case '+' -> control.adjustWorkers(1);
            case '-' -> control.adjustWorkers(-1);
            case 'B' -> control.askForReinforcements();
            case 'c' -> control.chainReload();
            case 'C' -> control.goCheap();
            case 'E' -> control.rescanVassals();
            case 'f' -> control.forkMaster();
            case 'l' -> control.reopenLog();
            case 'L' -> control.rotateLog();
            case 'p' -> control.togglePause();
            case 'P' -> control.rewritePidfiles();
            case 'q' -> control.stop(true);
            case 'Q' -> control.stop(false);
            case 'r' -> control.reload(true);
            case 'R' -> control.reload(false);
            case 's' -> control.logCounters();
            case 'S' -> toggleSubscriptions();
            case 'w' -> control.reloadWorkers(true);
            case 'W' -> control.reloadWorkers(false);
            default -> {}
        }
    }

    private void choose(int slot) {
        active = slot < slots.size() ? slots.get(slot) : slots.getFirst();
        log.info("active master fifo is now {}", active);
    }

    /** There are no subscriptions that this could block, but whoever blocked them is told so. */
    private void toggleSubscriptions() {
        subscriptionsBlocked = !subscriptionsBlocked;
        log.info(subscriptionsBlocked ? "subscriptions blocked" : "subscriptions re-enabled");
    }
}
