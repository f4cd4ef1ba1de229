"""Garbage is not looked for in the midst of very many values."""

import gc

from workdomain.garbage import MANY, uncollected


def test_nothing_is_collected_within_and_everything_as_before_afterwards():
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_stays_off_for_who_turned_it_off():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_very_many_values_count_as_old_at_once():
    with uncollected():
        made = [[number] for number in range(MANY + 1)]
    assert any(each is made for each in gc.get_objects(generation=2))


def test_a_few_values_stay_young():
    gc.collect()
    with uncollected():
        made = [[number] for number in range(9)]
        assert not any(each is made for each in gc.get_objects(generation=2))
    assert not any(each is made for each in gc.get_objects(generation=2))
