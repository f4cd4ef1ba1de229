"""Another process that writes to a log: `python -m tests.store.elsewhere TARGET STREAM EVENTS`."""

import sys
from contextlib import closing

from tests.store.sample import append, event
from workdomain.store.opening import open_log

if __name__ == "__main__":
    target, stream, events = sys.argv[1:]
    with closing(open_log(target)) as log:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for version in range(1, int(events) + 1):
            append(log, event(stream, version), at=version)
