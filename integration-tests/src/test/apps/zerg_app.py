"""The app of the uWSGI side: answers with the worker's pid; with the path /slow only once the file in the query is there."""
import os
import time


def application(env, start_response):
    while env["PATH_INFO"] == "/slow" and not os.path.exists(env["QUERY_STRING"]):
        time.sleep(0.02)
    body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
