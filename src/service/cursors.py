"""Cursors: where a page ended, signed so that only what was given out comes back.

A cursor holds the order of the last row and is bound to the question it belongs to. It grants
nothing: every page is authorised anew.
"""

import hmac
import logging
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import Any
from uuid import UUID

import orjson

from projections.view import Order
from service.problems import wrong_parameter
from workdomain.store.opening import IN_MEMORY, POSTGRES

MAC = 16
MOST = 4_096

logger = logging.getLogger(__name__)

_READ: dict[str, Callable[[Any], Any]] = {
    "n": lambda plain: plain,
    "f": float.fromhex,
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
    "u": UUID,
    "s": lambda parts: tuple(map(_read, parts)),
}


class Cursors:
    """Writes and reads cursors with one secret."""

    def __init__(self, secret: bytes) -> None:
        """Sign with this secret; only those who have it read what they wrote."""
        self._secret = secret

    def write(self, question: str, order: Order) -> str:
        """Write a cursor that goes on behind the row with this order."""
        body = orjson.dumps(_written(order))
        return urlsafe_b64encode(self._mac(question, body) + body).rstrip(b"=").decode()

    def read(self, question: str, cursor: str) -> Order:
        """Read a cursor of this very question. Raises a 400 problem for anything else."""
        try:
            raw = urlsafe_b64decode(cursor[:MOST] + "=" * (-len(cursor) % 4))
        except ValueError:
            raw = b""
        mac, body = raw[:MAC], raw[MAC:]
        if not hmac.compare_digest(mac, self._mac(question, body)):
            raise wrong_parameter(
                "cursor", "not a cursor of this question; ask without it to begin anew", 400
            )
        order: Order = _read(orjson.loads(body))
        return order

    def _mac(self, question: str, body: bytes) -> bytes:
        signed = len(question.encode()).to_bytes(4) + question.encode() + body
        return hmac.digest(self._secret, signed, "sha256")[:MAC]


def _written(value: Any) -> list[Any]:
    """Write a plain value with its type, so that it comes back as what it was."""
    match value:
        case tuple():
            return ["s", [_written(part) for part in value]]
        case datetime():
            return ["t", value.isoformat()]
        case date():
            return ["d", value.isoformat()]
        case UUID():
            return ["u", str(value)]
        case float():
            return ["f", value.hex()]
        case _:
            return ["n", value]


def _read(written: list[Any]) -> Any:
    kind, value = written
    return _READ[kind](value)


def secret_of(target: str) -> bytes:
    """Return the secret of a workspace: the same for all its services, and after a restart.

    It lies in a file beside an SQLite database that only its owner can read; for PostgreSQL it is
    derived from the URL, which is kept secret anyway.
    """
    if target.startswith(POSTGRES):
        return sha256(b"cursors of " + target.encode()).digest()
    if target == IN_MEMORY:
        return os.urandom(32)
    path = Path(f"{target}-secret")
    try:
        return _kept(path)
    except OSError as error:
        logger.warning("Cursors will not outlive this service: cannot keep %s (%s)", path, error)
        return os.urandom(32)


def _kept(path: Path) -> bytes:
    """Read the secret, or make one; when two make one at once, both read the first."""
    if not path.exists():
        descriptor, made = mkstemp(prefix=path.name, dir=path.parent)  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(os.urandom(32))
            os.link(made, path)
        except FileExistsError:
            logger.debug("%s was made by another service just now", path)
        finally:
            os.unlink(made)
    return path.read_bytes()
