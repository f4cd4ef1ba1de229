from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from workdomain.planning.parts import NO_PARTS, Parts

ids = st.integers(0, 40).map(lambda n: UUID(int=n))


@given(one=st.lists(ids), more=st.lists(st.lists(ids)))
def test_it_is_the_set_of_all_that_was_put_in(one: list[UUID], more: list[list[UUID]]):
    parts, told = Parts(one), frozenset(one)
    for some in more:
        before, parts = parts, parts | some
        assert frozenset(before) == told, "What was there before is as it was"
        told |= frozenset(some)
        assert frozenset(parts) == told
        assert parts == Parts(told)
        assert len(parts) == len(list(parts)) == len(told)
        assert hash(parts) == hash(Parts(told))
        assert {id for id in (UUID(int=n) for n in range(42)) if id in parts} == told


def test_many_parts_lie_in_few_sets_of_different_sizes():
    parts = NO_PARTS
    for number in range(5_000):
        parts |= (UUID(int=number),)
    sizes = [len(run) for run in parts._runs]
    assert sizes == [4096, 512, 256, 128, 8], "The binary digits of 5,000"
