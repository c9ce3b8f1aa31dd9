"""A zerg server that misbehaves: binds the path and sends what the second argument names to the first client."""
import os
import socket
import struct
import sys

server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
print("listening", flush=True)
client, _ = server.accept()
listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen()
pipe = os.pipe()[0]
silent = socket.socket()


def message(count):
    return b"uwsgi-zerg" + struct.pack("@i", count)


match sys.argv[2]:
    case "hello":
        client.send(b"hello")
    case "nothing":
        pass
    case "half":
        socket.send_fds(client, [message(1)[:12]], [listening.fileno()])
    case "none":
        client.send(message(1))
    case "few":
        socket.send_fds(client, [message(3)], [listening.fileno()])
    case "unknown":
        socket.send_fds(client, [message(1)], [pipe])
    case "silent":
        socket.send_fds(client, [message(1)], [silent.fileno()])
    case "many":
        socket.send_fds(client, [message(1)], [listening.fileno()] * 3)
    case "negative":
        socket.send_fds(client, [message(-1)], [listening.fileno()])
client.close()
