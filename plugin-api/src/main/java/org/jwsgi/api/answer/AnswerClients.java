package org.jwsgi.api.answer;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The clients of an answer server, oldest first. Any thread. */
final class AnswerClients {
    private final int limit;
    private final Deque<Client> clients = new ArrayDeque<>();

    /**
     * Creates an empty set.
     *
     * @param limit how many clients there may be
     */
    AnswerClients(int limit) {
        this.limit = limit;
    }

    /** A connected client. */
    final class Client implements AutoCloseable {
        private final SocketChannel channel;
        private volatile long deadline;

        private Client(SocketChannel channel, long deadline) {
            this.channel = channel;
            this.deadline = deadline;
        }

        SocketChannel channel() {
            return channel;
        }

        /** Gives the client until another moment. */
        void extend(long newDeadline) {
            deadline = newDeadline;
        }

        /** Ends the connection; whoever waits for it is woken. */
        @Override
        public void close() throws IOException {
            synchronized (clients) {
                clients.remove(this);
            }
            channel.close();
        }
    }

    /** Adds a client. When there are too many, the oldest is closed. */
    Client add(SocketChannel channel, long deadline) {
        Client client = new Client(channel, deadline);
        List<Client> tooMany = new ArrayList<>();
        synchronized (clients) {
            while (clients.size() >= limit) {
                tooMany.add(clients.removeFirst());
            }
            clients.addLast(client);
        }
        closeQuietly(tooMany);
        return client;
    }

    /** Closes the clients whose time is up. */
    void closeExpired(long now) {
        List<Client> expired = new ArrayList<>();
        synchronized (clients) {
            for (Client client : clients) {
                if (now - client.deadline > 0) {
                    expired.add(client);
                }
            }
        }
        closeQuietly(expired);
    }

    /** Closes all clients. */
    void closeAll() {
        List<Client> all;
        synchronized (clients) {
            all = List.copyOf(clients);
        }
        closeQuietly(all);
    }

    /** Returns how many clients there are. */
    int count() {
        synchronized (clients) {
            return clients.size();
        }
    }

    private static void closeQuietly(List<Client> some) {
        for (Client client : some) {
            try {
                client.close();
            } catch (IOException e) {
                continue; // the connection is gone either way
            }
        }
    }
}
