"""A line to PostgreSQL that can be cut at the worst moment."""

import socket
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Self


class Proxy:
    """Stands between a client and the server; cuts the line after a COMMIT, before its answer."""

    def __init__(self, server: Path, folder: Path) -> None:
        self.server = server
        self.cut = False
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / ".s.PGSQL.5432"))
        self._listening.listen()
        self._ends: list[socket.socket] = [self._listening]
        self._threads = [Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self.server / ".s.PGSQL.5432"))
                self._ends += [client, server]
                for work in ((client, server, b"COMMIT"), (server, client, b"")):
                    thread = Thread(target=self._pass_on, args=work)
                    thread.start()
                    self._threads.append(thread)

    def _pass_on(self, source: socket.socket, sink: socket.socket, fatal: bytes) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.cut and fatal and fatal in data:
                    sink_answer_is_lost(source)
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for end in self._ends:
            end.close()


def sink_answer_is_lost(client: socket.socket) -> None:
    client.shutdown(socket.SHUT_RDWR)
