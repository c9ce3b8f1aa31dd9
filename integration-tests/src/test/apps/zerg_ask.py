"""Asks a zerg server as a bare client and prints one line for each thing that it sends. Arguments: the address as the kernel
has it, with a NUL for each @ at the beginning or the end, and a user id to ask as (optional)."""
import os
import socket
import sys

address = sys.argv[1]
if len(sys.argv) > 2:
    os.setuid(int(sys.argv[2]))
client = socket.socket(socket.AF_UNIX)
try:
    client.connect(address.replace("@", "\0").encode())
except OSError as failure:
    print("connect:", failure.strerror)
    sys.exit()
payload, descriptors, flags, _ = socket.recv_fds(client, 1000, 253)
print("payload:", payload.hex(" ") or "none")
print("descriptors:", len(descriptors))
for descriptor in descriptors:
    listening = socket.socket(fileno=descriptor)
    state = "listens" if listening.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) else "does not listen"
    name = listening.getsockname()
    print("descriptor:", "%s:%d" % name if isinstance(name, tuple) else name, state)
rest = b""
while part := client.recv(1000):
    rest += part
print("rest:", rest.decode().replace("\n", "/") or "end")
