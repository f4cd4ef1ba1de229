"""Figures for whoever watches the service, in the text format of Prometheus."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from projections.views import Views

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30)


class Meter:
    """Counts and times; belongs to one application."""

    def __init__(self, views: Views) -> None:
        """Count from zero; what the log and the views have to tell is asked when it is read."""
        self.registry = CollectorRegistry()
        self._commands = Counter(
            "workdomain_commands",
            "Commands answered, by the status of the answer.",
            ["command", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "workdomain_command_seconds",
            "From the first byte of a command to its answer.",
            registry=self.registry,
            buckets=BUCKETS,
        )
        self._known: dict[tuple[str, int], Counter] = {}
        self.registry.register(Standing(views))

    def command(self, name: str, status: int, seconds: float) -> None:
        """Take note of a command that was answered."""
        counter = self._known.get((name, status))
        if counter is None:
            counter = self._known[name, status] = self._commands.labels(name, str(status))
        counter.inc()
        self._seconds.observe(seconds)

    def text(self) -> bytes:
        """Write all figures."""
        return generate_latest(self.registry)


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
