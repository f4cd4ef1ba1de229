"""How the service is: for supervisors and watchers, who need no token."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from projections.views import Views
from service.metrics import Meter
from service.problems import described, unavailable
from service.settings import Settings
from service.views import Run
from workdomain.store.log import StoreUnavailable

METRICS = "text/plain; version=0.0.4; charset=utf-8"


class Standing(BaseModel):
    """That all is well."""

    status: str = "ok"


def health_router(views: Views, meter: Meter, settings: Settings, run: Run) -> APIRouter:
    """Make the routes that stand outside the API, and outside its protection."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", summary="Is the service there?", operation_id="health.live")
    async def healthz() -> Standing:
        """Answer as long as the process can answer at all."""
        return Standing()

    @router.get(
        "/readyz",
        summary="Can the service be used?",
        operation_id="health.ready",
        responses=described(503),
    )
    async def readyz() -> Standing:
        """Answer 503 until the views have caught up, and while one of them has stopped."""
        if found := await run(_faults, views, settings.most_lag):
            raise unavailable("; ".join(found))
        return Standing()

    @router.get(
        "/metrics",
        summary="Figures in the text format of Prometheus",
        operation_id="health.metrics",
        response_class=PlainTextResponse,
    )
    async def metrics() -> Response:
        """Count commands by name and status, and tell where the log and the read models are."""
        return Response(await run(meter.text), media_type=METRICS)

    return router


def _faults(views: Views, most_lag: int) -> list[str]:
    """Say what stands against using the service."""
    try:
        head = views.work.log.head().position
        live: list[Any] = [each for each in views.projector.standing() if each.stage == "live"]
    except StoreUnavailable as error:
        return [str(error)]
    faults = [f"{each.model} stopped: {each.error}" for each in live if each.error is not None]
    late = [each for each in live if each.error is None and head - each.position > most_lag]
    faults += [f"{each.model} is {head - each.position} events behind" for each in late]
    if len(live) < len(views.projector.models):
        faults.append("Read models are being built")
    return faults
