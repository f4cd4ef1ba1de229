"""Pages of a small Jira, as its REST search answers them."""

import json
from pathlib import Path
from typing import Any

SERVER = "https://jira.example.org"
CATEGORIES = {"Open": "new", "In Progress": "indeterminate", "Done": "done"}

Json = dict[str, Any]


def user(name: str) -> Json:
    return {"name": name, "displayName": name.title()}


def at(day: int, hour: int = 9, offset: str = "+0000") -> str:
    return f"2014-03-{day:02}T{hour:02}:00:00.000{offset}"


def item(field: str, before: Any, after: Any, old_id: Any = None, new_id: Any = None) -> Json:
    """One changed field, by what its values are called, and by their ids where they have some."""
    return {
        "field": field,
        "fieldtype": "jira",
        "from": old_id,
        "fromString": before,
        "to": new_id,
        "toString": after,
    }


def history(id: int, when: str, *items: Json, by: str | None = "ana") -> Json:
    author = user(by) if by else None
    return {"id": str(id), "author": author, "created": when, "items": list(items)}


def issue(number: int, *histories: Json, **fields: Any) -> Json:
    """An issue of the project CB, open and nobody's unless told otherwise."""
    status = fields.pop("status", "Open")
    given = {
        "summary": f"Issue {number}",
        "description": None,
        "issuetype": {"name": "Bug"},
        "status": {"name": status, "statusCategory": {"key": CATEGORIES.get(status)}},
        "priority": {"name": "Major"},
        "resolution": None,
        "project": {"key": "CB", "name": "Cordova"},
        "created": at(1),
        "updated": at(20),
        "duedate": None,
        "assignee": None,
        "creator": user("ana"),
        "timeoriginalestimate": None,
        "timeestimate": None,
    }
    return {
        "id": str(10_000 + number),
        "key": f"CB-{number}",
        "self": f"{SERVER}/rest/api/2/issue/{10_000 + number}",
        "fields": {**given, **fields},
        "changelog": {"histories": list(histories), "total": len(histories)},
    }


def comment(id: int, when: str, body: Any, *, by: str = "ben", updated: str | None = None) -> Json:
    return {
        "id": str(id),
        "author": user(by),
        "body": body,
        "created": when,
        "updated": updated or when,
    }


def worklog(
    id: int, started: str, seconds: int, *, by: str = "ben", updated: str | None = None
) -> Json:
    created = at(10, 18)
    return {
        "id": str(id),
        "author": user(by),
        "comment": "",
        "created": created,
        "updated": updated or created,
        "started": started,
        "timeSpentSeconds": seconds,
    }


def page(folder: Path, *issues: Any, name: str = "search-0001.json") -> Path:
    """Write a page of these issues; return the folder, to import it from."""
    folder.mkdir(exist_ok=True)
    content = {"startAt": 0, "maxResults": 50, "total": len(issues), "issues": issues}
    (folder / name).write_text(json.dumps(content), "utf-8")
    return folder
