"""Every way in which the command can end has a message and a status."""

import pytest

from sim.cli import main
from sim.cli.refusal import Refusal
from sim.results.folder import FolderError


def ending_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    def broken(arguments: object) -> int:
        raise error

    monkeypatch.setattr(main, "_call", broken)
    return main.carry_out(["run"])


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (ZeroDivisionError("by zero"), 1, "exposim: internal error: ZeroDivisionError: by zero\n"),
        (Refusal("seed: is -1; wanted 0 or more"), 2, "exposim: seed: is -1; wanted 0 or more\n"),
        (OSError(28, "No space left on device", "a.csv"), 1, "exposim: a.csv: No space left on device\n"),
        (FolderError("r: cannot be written"), 1, "exposim: r: cannot be written\n"),
        (KeyboardInterrupt(), 130, "exposim: interrupted\n"),
    ],
    ids=["internal", "refusal", "disk", "folder", "ctrl-c"],
)
def test_an_error_is_told_in_a_line(error: BaseException, status: int, said: str, monkeypatch, capsys):
    assert ending_with(error, monkeypatch) == status
    told = capsys.readouterr()
    assert told.err.startswith(said)
    assert "Traceback" not in told.err
    assert told.out == ""


def test_an_internal_error_says_how_to_see_more_and_debug_shows_it(monkeypatch, capsys):
    assert ending_with(ZeroDivisionError("by zero"), monkeypatch) == 1
    assert "--debug" in capsys.readouterr().err
    with pytest.raises(ZeroDivisionError, match="by zero"):
        main.carry_out(["run", "--debug"])
