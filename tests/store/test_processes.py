"""Several processes share one log."""

from contextlib import ExitStack
from itertools import pairwise

from tests.store.sample import append, elsewhere, event
from workdomain.store.log import Log


def test_processes_that_append_at_once_lose_nothing_and_keep_the_order(
    lasting_log: Log, lasting_target: str
):
    with ExitStack() as others:
        start = [others.enter_context(elsewhere(lasting_target, f"p/{n}", 50)) for n in range(2)]
        for go in start:
            go()
        for version in range(1, 51):
            append(lasting_log, event("here/1", version), at=1)
    found = list(lasting_log.scan())
    assert [e.position for e in found] == list(range(1, 151))
    assert all(a.recorded_at <= b.recorded_at for a, b in pairwise(found))
    for stream in ("p/0", "p/1", "here/1"):
        assert [e.version for e in found if e.stream == stream] == list(range(1, 51))


def test_a_reader_who_follows_the_log_misses_nothing(lasting_log: Log, lasting_target: str):
    seen: list[int] = []
    with (
        elsewhere(lasting_target, "p/0", 100) as go,
        elsewhere(lasting_target, "p/1", 100) as go_too,
    ):
        subscription = lasting_log.subscribe()
        go()
        go_too()
        while len(seen) < 200 and subscription.wait(seen[-1] if seen else 0, 5):
            seen += [e.position for e in lasting_log.read(seen[-1] if seen else 0, 7)]
    assert seen == [e.position for e in lasting_log.scan()]
