"""Figures for whoever watches the service, in the text format of Prometheus."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from projections.views import Views

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30)


class Meter(Collector):
    """Counts and times commands; kept so simple because every command pays for it."""

    def __init__(self, views: Views) -> None:
        """Count from zero; what the log and the views have to tell is asked when it is read."""
        self._answers: Counter[tuple[str, str]] = Counter()
        self._within, self._seconds = [0] * (len(BUCKETS) + 1), 0.0
        self._registry = CollectorRegistry()
        self._registry.register(self)
        self._registry.register(Standing(views))

    def command(self, name: str, status: int, seconds: float) -> None:
        """Take note of a command that was answered; called from one thread only."""
        self._answers[name, str(status)] += 1
        self._within[bisect_left(BUCKETS, seconds)] += 1
        self._seconds += seconds

    def collect(self) -> Iterator[Metric]:
        """Tell what was counted."""
        counted = CounterMetricFamily(
            "workdomain_commands",
            "Commands answered, by the status of the answer.",
            labels=["command", "status"],
        )
        for answer, number in tuple(self._answers.items()):
            counted.add_metric(answer, number)
        yield counted
        limits = (*map(str, BUCKETS), "+Inf")
        yield HistogramMetricFamily(
            "workdomain_command_seconds",
            "From the head of a command to its answer.",
            buckets=list(zip(limits, accumulate(self._within), strict=True)),
            sum_value=self._seconds,
        )

    def text(self) -> bytes:
        """Write all figures."""
        return generate_latest(self._registry)


class Standing(Collector):
    """Where the log and every read model are."""

    def __init__(self, views: Views) -> None:
        """Ask these."""
        self._views = views

    def collect(self) -> Iterator[Metric]:
        """Look; blocks for as long as that takes."""
        head = self._views.work.log.head().position
        yield GaugeMetricFamily("workdomain_log_position", "The end of the log.", value=head)
        lag = GaugeMetricFamily(
            "workdomain_read_model_lag", "Events a read model has yet to take in.", labels=["model"]
        )
        stopped = GaugeMetricFamily(
            "workdomain_read_model_stopped", "1 if a read model cannot go on.", labels=["model"]
        )
        for each in self._views.projector.standing():
            if each.stage == "live":
                lag.add_metric([each.model], head - each.position)
                stopped.add_metric([each.model], float(each.error is not None))
        yield lag
        yield stopped

    def describe(self) -> Iterator[Metric]:
        """Tell nothing before it is asked: a look needs the database."""
        return iter(())
