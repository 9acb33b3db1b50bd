"""A private Valkey (or Redis): the broker's queue, written to disk every second."""

import signal
from dataclasses import dataclass
from pathlib import Path

from portal.launcher import render
from portal.launcher.adapters import binaries, ports, processes


@dataclass(frozen=True)
class Valkey:
    """One server with its data folder; only the password's holder gets in."""

    place: binaries.Place
    sockets: Path
    port: int
    run_folder: Path
    password: str

    @property
    def data(self) -> Path:
        """Where the append-only file lies."""
        return self.place.folder / self.place.programs.name

    def server(self) -> processes.Spec:
        """The server, supervised. Its configuration goes through standard input: the password is in no argument."""
        config = render.valkey_config(
            data=str(self.data), port=self.port, socket=str(self.sockets / "valkey.sock"), password=self.password
        )
        return processes.Spec(
            name="valkey",
            arguments=(str(self.place.programs.main), "-"),
            environment=binaries.environment(self.run_folder),
            folder=self.place.folder,
            identity=self.place.identity,
            stdin=config,
            service=True,
            death_signal=signal.SIGKILL,  # each command is in the kernel's hands before it is answered
        )

    def is_ready(self) -> bool:
        """Whether it lets us in and answers."""
        return ports.valkey_answers(self.port, self.password)
