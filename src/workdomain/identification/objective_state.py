"""What a decision needs to know of an objective."""

from typing import NamedTuple

from workdomain.identification import initiatives, key_results
from workdomain.identification.alignment import Alignment
from workdomain.identification.check_ins import CheckIns
from workdomain.identification.initiatives import Initiatives
from workdomain.identification.key_result import KeyResults
from workdomain.identification.objective_life import Life
from workdomain.identification.profile import Profile


class Objective(NamedTuple):
    """One field for each part an objective is put together from, by its name."""

    profile: Profile = Profile()
    alignment: Alignment = Alignment()
    results: KeyResults = key_results.NONE
    initiatives: Initiatives = initiatives.NONE
    life: Life = Life()
    check_ins: CheckIns = CheckIns()
