"""What Signalled.java does, for uWSGI's python3 plugin."""
import os
import sys

import uwsgi


def tell(what):
    sys.stderr.write("%s worker %d pid %d\n" % (what, uwsgi.worker_id(), os.getpid()))
    sys.stderr.flush()


def handled(number):
    tell("HANDLED %d" % number)


def failing(number):
    raise ValueError("boom %d" % number)


uwsgi.register_signal(17, "worker", handled)
uwsgi.register_signal(18, "workers", handled)
uwsgi.register_signal(19, "worker2", handled)
uwsgi.register_signal(20, "active-workers", handled)
uwsgi.register_signal(21, "", handled)
uwsgi.register_signal(22, "worker", failing)


def application(env, start_response):
    if env["PATH_INFO"] == "/alarm":
        uwsgi.alarm(env["QUERY_STRING"], "an alarm")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"done"]
