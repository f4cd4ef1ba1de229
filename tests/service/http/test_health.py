"""How the service says how it is."""

from pathlib import Path

from service.settings import Settings
from tests.service.http.place import Place, command, problem, served, wait_until
from workdomain.kernel import Context
from workdomain.planning.work_item import AddWorkItem
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work


def test_it_is_there_and_it_is_ready(place: Place):
    assert place.nobody.get("/healthz").json() == {"status": "ok"}
    wait_until(lambda: place.nobody.get("/readyz").status_code == 200)


def test_it_is_not_ready_while_views_are_behind_or_were_never_built(database: str):
    with Work.open(database) as work:
        for _ in range(3):
            context = Context(by=OPERATOR, at=work.now())
            work.do(new_id(), AddWorkItem(title="Draw"), context)
    with served(database, Settings(follow=False, most_lag=1)) as place:
        answer = place.nobody.get("/readyz")
        assert "being built" in problem(answer, 503)["detail"]
        assert answer.headers["retry-after"]
        place.views.projector.catch_up()
        assert place.nobody.get("/readyz").status_code == 200
        for _ in range(2):
            place.add_item()
        assert "behind" in problem(place.nobody.get("/readyz"), 503)["detail"]


def test_it_is_not_ready_when_a_read_model_has_stopped(database: str):
    with served(database) as place:
        wait_until(lambda: place.nobody.get("/readyz").status_code == 200)
        with place.views.shelf.write() as connection:
            connection.exec_driver_sql("UPDATE generations SET error = 'it is poisonous'")
        assert "it is poisonous" in problem(place.nobody.get("/readyz"), 503)["detail"]


def test_metrics_count_commands_by_name_and_status(place: Place):
    place.add_item()
    problem(place.owner.post(command(new_id(), "start-work-item")), 409)
    text = place.nobody.get("/metrics").text
    assert 'workdomain_commands_total{command="work-item.add-work-item",status="201"}' in text
    assert 'workdomain_commands_total{command="work-item.start-work-item",status="409"}' in text
    assert "workdomain_command_seconds_bucket" in text
    assert f"workdomain_log_position {float(place.work.log.head().position)}" in text
    assert 'workdomain_read_model_lag{model="items"}' in text
    assert 'workdomain_read_model_stopped{model="items"} 0.0' in text


def test_metrics_do_not_grow_with_names_that_somebody_makes_up(place: Place):
    for _ in range(3):
        problem(place.owner.post(command(new_id(), f"fly-{new_id()}")), 404)
    assert "fly-" not in place.nobody.get("/metrics").text


def test_the_secret_of_cursors_is_kept_beside_the_database_for_its_owner_alone(database: str):
    with served(database):
        kept = Path(f"{database}-secret")
        secret = kept.read_bytes()
        assert (len(secret), kept.stat().st_mode & 0o777) == (32, 0o600)
    with served(database):
        assert kept.read_bytes() == secret
