"""`import calendar` and `report calendar`, from the command line."""

from tests.service.imports.test_calendars import event, ics


def test_leave_comes_in_and_goes_out(apollo, tmp_path):
    path = ics(tmp_path, event("DTSTART;VALUE=DATE:20260706"))
    words = "import", "calendar", path, "--as", "sick", "--of", "Ana"
    (told,) = apollo(*words, "--dry-run", "--format", "json").rows
    assert (told["days"], told["new"]) == (1, 0)
    apollo(*words)
    (again,) = apollo(*words, "--format", "json").rows
    assert (again["new"], again["known"]) == (0, 1)
    assert "Away (sick)" in apollo("report", "calendar", "--person", "Ana").out
    path.write_text("nothing")
    assert "no iCalendar" in apollo(*words, status=1).err
