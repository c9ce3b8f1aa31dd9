"""The app of the probes that run against a real uWSGI; ProcessProbe.java does the same in jwsgi."""
import os
import sys
import time


def application(env, start_response):
    path, query = env["PATH_INFO"], env.get("QUERY_STRING", "")
    if path == "/hold":
        print("holding", file=sys.stderr, flush=True)
        while not os.path.exists(query):
            time.sleep(0.02)
    elif path == "/sleep":
        print("holding", file=sys.stderr, flush=True)
        time.sleep(int(query) / 1000)
    elif path == "/exit":
        os._exit(int(query))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
