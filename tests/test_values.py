"""Ids sort by the time they were made at, and no two are the same."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from time import time
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from workdomain.values import named_id, new_id


@given(st.uuids(), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_name_has_the_id_that_the_standard_gives_it(space, name):
    made = named_id(space, name)
    assert made == uuid5(space, name)
    assert (type(made), hash(made)) == (UUID, hash(uuid5(space, name)))


def test_an_id_is_a_uuid_of_version_7_made_now():
    before = int(time() * 1000)
    id = new_id()
    assert (id.version, id.variant) == (7, "specified in RFC 4122")
    assert before <= id.int >> 80 <= time() * 1000


def test_ids_sort_by_the_millisecond_they_were_made_in():
    made = [new_id() for _ in range(3000)]
    assert sorted(made, key=lambda id: id.int >> 80) == made


def test_threads_never_make_the_same_id():
    with ThreadPoolExecutor(8) as pool:
        made = [
            id
            for ids in pool.map(lambda _: [new_id() for _ in range(2000)], range(8))
            for id in ids
        ]
    assert len({id.int & (1 << 62) - 1 for id in made}) == len(made) == 16_000


FORKS = """
import os
from workdomain.values import new_id

def chance():
    return str(new_id().int & (1 << 62) - 1)

chance()
reading, writing = os.pipe()
if (child := os.fork()) == 0:
    os.write(writing, chance().encode())
    os._exit(0)
os.waitpid(child, 0)
print(os.read(reading, 100).decode(), chance())
"""


def test_a_forked_process_draws_its_own_chances():
    command = [sys.executable, "-c", FORKS]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    one, other = told.split()
    assert one != other
