"""An Emperor of one vassal, for tests of the protocol: obeys lines on standard input, writes what the vassal tells."""

import os
import socket
import subprocess
import sys
import threading

ours, theirs = socket.socketpair()
config, configs = socket.socketpair()


def send(text):
    body = text.replace("\\n", "\n").encode()
    config.sendall(bytes([115, len(body) & 255, len(body) >> 8, 0]) + body)


first = sys.argv[1]
if first:
    send(first)
environment = dict(os.environ, UWSGI_EMPEROR_FD=str(theirs.fileno()), UWSGI_EMPEROR_FD_CONFIG=str(configs.fileno()))
vassal = subprocess.Popen(
    sys.argv[2:], env=environment, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno(), configs.fileno()]
)
theirs.close()
configs.close()
print("vassal", vassal.pid, flush=True)


def listen():
    while True:
        word = ours.recv(1)
        if not word:
            break
        print("told", word[0], flush=True)
        if word[0] == 2:
            send(reply)


reply = first
threading.Thread(target=listen, daemon=True).start()
threading.Thread(target=lambda: print("ended", vassal.wait(), flush=True), daemon=True).start()
for line in sys.stdin:
    command, _, rest = line.rstrip("\n").partition(" ")
    if command == "send":
        ours.send(bytes([int(rest)]))
    elif command == "reply":
        reply = rest
    elif command == "raw":
        config.sendall(rest.encode())
    elif command == "close":
        ours.shutdown(socket.SHUT_RDWR)
