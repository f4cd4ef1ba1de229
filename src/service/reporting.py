"""One GET per report in the catalog, in each of its forms."""

from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, cast

from fastapi import APIRouter, Query, Request, Response
from pydantic import create_model

from projections.view import When
from projections.views import Views
from service.problems import described
from service.reports.catalog import REPORTS, Report
from service.settings import PREFIX, Settings
from service.views import Moment, Position, Run
from workdomain.kernel import Message

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "X-Content-Type-Options": "nosniff",
}
"""A report brings all it needs; whatever text of others it holds may load and run nothing."""


class Reporting(Message):
    """As of when."""

    as_of: Moment = None
    """What was known at this instant, at the end of this day (UTC), or at this log position."""
    min_position: Position = 0
    """Wait until the views have come to this log position, as a command's answer named it."""


def reports_router(views: Views, settings: Settings, run: Run) -> APIRouter:
    """Make a route of each report; its parameters are those of the report and two of ours."""
    router = APIRouter(prefix=f"{PREFIX}/reports", tags=["reports"])

    def serve(report: Report[Any, Any]) -> None:
        title = report.params.__name__
        names = {form.upper(): form for form in report.renderings}
        forms: Any = StrEnum(title + "Format", names)  # type: ignore[misc]  # one for each report
        asking: Any = create_model(
            title + "Asked",
            __base__=(Reporting, report.params),
            format=(forms, next(reversed(forms))),
        )

        def written(asked: Reporting, when: When, form: str) -> bytes:
            with views.reader(when, asked.min_position, settings.wait_limit):
                pass  # they have come so far
            return report.renderings[form].render(report.build(views, asked, when))

        @router.get(
            f"/{report.name}",
            summary=" ".join((report.params.__doc__ or "").split()),
            operation_id=f"reports.{report.name}",
            response_class=Response,
            responses={
                200: {"content": {each.media_type: {} for each in report.renderings.values()}},
                **described(401, 404, 414, 422, 503),
            },
        )
        async def read(asked: Annotated[asking, Query()], request: Request) -> Response:
            given = cast("Any", asked)
            body = await run(written, given, When.parse(given.as_of), given.format.value)
            tag = f'"{sha256(body).hexdigest()[:32]}"'
            headers = {**HEADERS, "ETag": tag, "Cache-Control": "private, no-cache"}
            if request.headers.get("if-none-match") == tag:
                return Response(None, 304, headers)
            return Response(body, 200, headers, report.renderings[given.format.value].media_type)

    for report in REPORTS.values():
        serve(report)
    return router
