"""Bad input of every kind: clear faults, exit status 2, nothing on stdout, nothing written."""

from pathlib import Path

import pytest

from tests.cli.command import TINY, exposim

GRAPHML = '<?xml version="1.0"?>\n<!DOCTYPE graphml [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>\n<graphml>&b;</graphml>\n'
BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

TEXTS = {
    "unknown key": (TINY + "opperators: {}\n", "E101", "did you mean 'operators'?"),
    "unknown key of many": (
        TINY.replace("market: 100 %", "market: 100 %, zzz: 1"),
        "E101",
        "wanted one of kind, count, stands_for, place, serves, market",
    ),
    "wrong unit": (TINY.replace("20 days", "20 kB"), "E201", "operators.isp.keeps.session"),
    "bare number": (TINY.replace("20 days", "20"), "E202", "operators.isp.keeps.session"),
    "negative time": (TINY.replace("20 days", "-20 days"), "E204", "operators.isp.keeps.session"),
    "share over 1": (TINY.replace("session: 100 %", "session: 130 %"), "E204", "agencies.police.asks.for.session"),
    "missing operator": (
        TINY + "laws: {act: {retention: {session: {at_least: 30 days, of: [ips]}}}}\n",
        "E302",
        "did you mean 'isp'?",
    ),
    "market over 100 %": (
        TINY.replace("operators: {", "operators: {other: {kind: access, market: 10 %}, "),
        "E303",
        "market",
    ),
    "tag": (TINY.replace("title: tiny", "title: !!python/object/apply:os.system [ls]"), "E007", ""),
    "alias bomb": (BOMB, "E010", ""),
    "duplicate key": (TINY + "title: twice\n", "E009", "title"),
    "empty": ("", "E004", ""),
    "not a mapping": ("- 1\n", "E006", ""),
    "not YAML": ("{a: [\n", "E005", ""),
    "terminal codes": (TINY + '"\\e]0;owned\\a": 1\n', "E014", "\\x1b]0;owned"),
    "contradictory duties": (
        TINY + "laws: {a: {retention: {session: {at_least: 30 days}}}, b: {retention: {session: {at_most: 9 days}}}}\n",
        "E304",
        "",
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_faulty_text_is_refused(name: str, tmp_path: Path, inside):
    text, code, said = TEXTS[name]
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    ended = inside("run", "bad.yaml")
    assert (ended.status, ended.out) == (2, "")
    assert f"  {code}" in ended.err
    assert said in ended.err
    assert ended.err.isprintable() or "\x1b" not in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(bytes(range(256)), "E002"), (b"#" * 10_000_001, "E003"), (b"title: \xff\xfe\n", "E002")],
    ids=["binary", "10 MB", "not UTF-8"],
)
def test_a_file_that_is_no_text_is_refused(content: bytes, code: str, tmp_path: Path, inside):
    (tmp_path / "bad.yaml").write_bytes(content)
    ended = inside("check", "bad.yaml")
    assert (ended.status, ended.out) == (2, "")
    assert code in ended.err


@pytest.mark.parametrize("name", ["folder.yaml", "missing.yaml", "two-isp", "", "a\tb"])
def test_a_name_that_leads_to_no_file_is_refused(name: str, tmp_path: Path, inside):
    (tmp_path / "folder.yaml").mkdir()
    ended = inside("run", name)
    assert (ended.status, ended.out) == (2, "")
    assert "E001" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["folder.yaml"]


def test_the_nearest_catalogue_name_is_offered(inside):
    assert "did you mean 'two-isps'?" in inside("check", "two-isp").err


def test_a_map_with_a_document_type_is_refused(tmp_path: Path, inside):
    (tmp_path / "map.graphml").write_text(GRAPHML, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(TINY + "places: {map: 'graphml:map.graphml'}\n", encoding="utf-8")
    ended = inside("check", "bad.yaml")
    assert (ended.status, ended.out) == (2, "")
    assert "places.map" in ended.err
    assert "DOCTYPE" in ended.err


def test_all_faults_are_told_at_once_with_their_places(tmp_path: Path, inside):
    text = TINY.replace("20 days", "20").replace("1000", "-5").replace("100 %}}}", "1}}}")
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    ended = inside("check", "bad.yaml")
    assert ended.err.startswith("bad.yaml: 3 faults\n")
    assert all(path in ended.err for path in ("people.residents.number", "operators.isp.keeps.session"))


def test_a_fault_of_a_setting_points_at_the_setting(inside):
    ended = inside("check", "two-isps", "--set", "operators.alpha.market=160 %")
    assert ended.status == 2
    assert "--set operators.alpha.market" in ended.err
    assert "E204" in ended.err


@pytest.mark.parametrize(
    "setting", ["operators.alpha.market", "=1", "", "operators..x=1", "a=[", "operators.nobody.markt=1"]
)
def test_a_setting_that_is_none_is_refused(setting: str, inside):
    ended = inside("check", "two-isps", "--set", setting)
    assert (ended.status, ended.out) == (2, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("run", "two-isps", "-r", "0"),
        ("run", "two-isps", "-r", "many"),
        ("run", "two-isps", "--workers", "-1"),
        ("run", "two-isps", "--seed", "-1"),
        ("run", "two-isps", "--format", "xml"),
        ("runn", "two-isps"),
        ("check",),
        ("check", "--explain", "E999"),
        ("--colour",),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_refused(arguments: tuple[str, ...], inside):
    ended = inside(*arguments)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err


def test_the_real_command_says_the_same(tmp_path: Path):
    (tmp_path / "bad.yaml").write_text(TINY.replace("20 days", "-20 days"), encoding="utf-8")
    ended = exposim("run", "bad.yaml", within=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "6:65  operators.isp.keeps.session  E204" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]
