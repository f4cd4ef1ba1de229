"""Short ways to write to a log."""

from uuid import UUID, uuid4

from workdomain.store.log import Log, NewEvent, StoredReceipt


def event(stream: str, version: int, text: str = "") -> NewEvent:
    return NewEvent(stream, version, "thing.happened.v1", f'{{"data":"{text}"}}'.encode())


def append(log: Log, *events: NewEvent, at: int = 1) -> int:
    with log.transaction() as transaction:
        return transaction.append(events, at)


def receipt(command_id: UUID | None = None, stream: str = "a/1") -> StoredReceipt:
    return StoredReceipt(command_id or uuid4(), bytes(range(16)), stream, 1, 1, 1)
