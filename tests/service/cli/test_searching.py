"""A search that takes its time tells how far it has come, and ends when somebody wants it to."""

import os
import signal

import pytest

from projections.plans.asked import AT_ONCE
from service.cli.searching import in_words, searching
from workdomain.scheduling.replan.improve import Progress

HALF_WAY = Progress(1_200, (0, 15, 40), (0, 10, 30), 0.5)
PROVEN = Progress(1_200, (0, 10, 30), (0, 10, 30), 0.0)


def test_without_a_time_there_is_no_search():
    with searching(None) as search:
        assert search is AT_ONCE


def test_how_good_the_plan_is_is_told_in_the_end(capsys: pytest.CaptureFixture[str]):
    with searching(2.5) as search:
        assert search.seconds == 2.5
        assert search.tell is not None
        assert not search.tell(HALF_WAY)
        assert not search.tell(PROVEN)
    assert capsys.readouterr().err == "1,200 plans tried: no plan is better\n"
    assert in_words(HALF_WAY).endswith("projects end at most 50.0% later than in any")


def test_who_is_told_nothing_says_nothing(capsys: pytest.CaptureFixture[str]):
    with searching(2.5):
        pass
    assert not capsys.readouterr().err


def test_ctrl_c_ends_the_search_and_not_the_program():
    before = signal.getsignal(signal.SIGINT)
    with searching(2.5) as search:
        assert search.tell is not None
        os.kill(os.getpid(), signal.SIGINT)
        assert search.tell(HALF_WAY)
    assert signal.getsignal(signal.SIGINT) is before
