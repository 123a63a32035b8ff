from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sim.cli.main import carry_out


class Ended(NamedTuple):
    status: int
    out: str
    err: str


Inside = Callable[..., Ended]


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Inside:
    """Carry out a command in this process, in a temporary folder; an internal error fails the test."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> Ended:
        capsys.readouterr()
        status = carry_out([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "internal error" not in err, err
        assert "Traceback" not in out + err
        return Ended(status, out, err)

    return call
