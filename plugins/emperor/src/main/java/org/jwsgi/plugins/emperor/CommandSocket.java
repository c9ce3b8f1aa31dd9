package org.jwsgi.plugins.emperor;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.supervisor.Mailbox;
import org.jwsgi.api.supervisor.SupervisorContext;

/**
 * Takes commands about vassals from whoever may write to a socket of the Emperor's user. Nobody is answered: what came of a
 * command is in the log. Runs in: EMPEROR, on the loop; the socket's file goes with the Emperor, or stays when it is killed.
 */
final class CommandSocket {
    private final SupervisorContext context;
    private final Optional<String> path;
    private final VassalTable vassals;
    private final EmperorMessages messages;
    private @Nullable Mailbox mailbox;

    CommandSocket(SupervisorContext context, Optional<String> path, VassalTable vassals, EmperorMessages messages) {
        this.context = context;
        this.path = path;
        this.vassals = vassals;
        this.messages = messages;
    }

    /**
     * Binds the socket if there is to be one.
     *
     * @throws org.jwsgi.api.supervisor.SupervisorException when that fails
     */
    void start() {
        path.ifPresent(place -> {
            mailbox = context.lines().mailbox(place, this::take);
            messages.commandSocket(place);
        });
    }

    private void take(byte[] letter) {
        Command command;
        try {
            command = Command.parse(letter);
        } catch (IllegalArgumentException e) {
            messages.badCommand(String.valueOf(e.getMessage()));
            return;
        }
        switch (command.verb()) {
            case "spawn" -> with(command, this::spawn);
            case "respawn" -> with(command, this::respawn);
            case "stop" -> with(command, vassals::stop);
            case "log" -> log(command);
            default -> messages.badCommand("there is no command \"" + shown(command.verb()) + "\"");
        }
    }

    private void with(Command command, Consumer<Vassal> action) {
        if (command.vassal().isEmpty()) {
            messages.badCommand(command.verb() + " needs a vassal");
            return;
        }
        String name = command.vassal().get();
        Optional<Vassal> vassal = vassals.find(name);
        if (vassal.isEmpty()) {
            messages.badCommand(command.verb() + ": there is no vassal \"" + shown(name) + "\"");
            return;
        }
        messages.command(command.verb(), name);
        action.accept(vassal.get());
    }

    private void spawn(Vassal vassal) {
        if (!vassals.release(vassal)) {
            messages.badCommand("spawn: vassal " + vassal.id() + " does not wait for a command");
        }
    }

    private void respawn(Vassal vassal) {
        if (vassal.phase == Vassal.Phase.RUNNING || vassal.phase == Vassal.Phase.ON_DEMAND) {
            vassals.reload(vassal);
        } else {
            messages.badCommand("respawn: vassal " + vassal.id() + " does not run");
        }
    }

    private void log(Command command) {
        if (command.message().isEmpty()) {
            messages.badCommand("log needs a msg");
            return;
        }
        messages.said(
                command.vassal().map(CommandSocket::shown).orElse("-"),
                shown(command.message().get()));
    }

    /** Returns a text that stays on its line of the log and does nothing to a terminal. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().map(c -> Character.isISOControl(c) ? '?' : c).forEach(shown::appendCodePoint);
        return shown.toString();
    }

    void close() {
        Mailbox open = mailbox;
        if (open != null) {
            mailbox = null;
            open.close();
        }
    }
}
