"""What a program finds in the package itself."""

import pytest

import workdomain
from workdomain.kernel import Context
from workdomain.work import Work


def test_the_package_brings_what_programs_begin_with():
    assert workdomain.Work is Work
    assert workdomain.Context is Context
    assert all(hasattr(workdomain, name) for name in workdomain.__all__)


def test_what_the_package_has_not_is_missed():
    with pytest.raises(AttributeError, match="has no attribute 'Task'"):
        getattr(workdomain, "Task")  # noqa: B009
