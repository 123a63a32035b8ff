import pickle
from pathlib import Path

import pytest

from sim.build.geography import places_of
from sim.scenario import catalogue
from sim.scenario.faults import ScenarioError
from sim.scenario.loading import Loaded, load
from sim.scenario.parameters import parameters

SMALL = """\
exposim: 1
title: Small
start: 2020-01-01
end: 2020-03-01
people:
  residents: {number: 1000, writes: {ip_assignment: 1 per person day}}
operators:
  isp:
    market: 100 %
    keeps: {ip_assignment: {value: 30 days, range: [10 days, 60 days], source: a-law, status: derived}}
laws:
  act: {retention: {ip_assignment: {at_least: 60 days}}}
agencies:
  police: {cases: {rate: 100 per 100k people per year}}
"""
TABLE = "place,people\nhome,1\n"
NAMES = [entry.name for entry in catalogue.entries()]


def written(folder: Path, text: str = SMALL, name: str = "small.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def loaded(path: Path | str, *settings: str) -> Loaded:
    return load(path, places_of=places_of, settings=settings)


def faults(path: Path, *settings: str) -> list[tuple[str, str]]:
    with pytest.raises(ScenarioError, match="E") as error:
        loaded(path, *settings)
    return [(fault.code, fault.path) for fault in error.value.faults]


@pytest.mark.parametrize("name", NAMES)
def test_the_resolved_scenario_loads_again_with_the_same_key(name, tmp_path):
    first = loaded(name)
    second = loaded(first.save(tmp_path))
    assert second.key == first.key
    assert second.scenario.model_dump(exclude={"extends"}) == first.scenario.model_dump(exclude={"extends"})
    assert second.resolved() == loaded(second.save(tmp_path / "again")).resolved()


@pytest.mark.parametrize("name", NAMES)
def test_the_resolved_scenario_keeps_ranges_sources_and_statuses(name, tmp_path):
    first = loaded(name)
    second = loaded(first.save(tmp_path))
    before, after = (parameters(one.scenario, one.document) for one in (first, second))
    assert [row.path for row in before] == [row.path for row in after]
    for one, other in zip(before, after, strict=True):
        assert (one.value, one.low, one.high, one.source) == (other.value, other.low, other.high, other.source)
        assert one.status.removesuffix(" (default)") == other.status


def test_a_default_inherits_no_source_by_being_resolved(tmp_path):
    one = loaded(written(tmp_path, SMALL.replace("market: 100 %", "market: 100 %\n    source: a-report")))
    again = loaded(one.save(tmp_path / "results"))
    rows = {row.path: (row.source, row.status) for row in parameters(again.scenario, again.document)}
    assert rows["operators.isp.market"] == ("a-report", "unverified")
    assert rows["operators.isp.purge_every"] == ("", "assumption")


def test_saved_results_need_no_file_of_the_scenario(tmp_path):
    source, results = tmp_path / "source", tmp_path / "results"
    source.mkdir()
    (source / "homes.csv").write_text(TABLE)
    text = SMALL.replace("residents: {", "residents: {home: {table: homes.csv, place: place}, ")
    key = loaded(written(source, text)).save(results) and loaded(source / "small.yaml").key
    for path in source.iterdir():
        path.unlink()
    assert loaded(results / "scenario.yaml").key == key
    assert str(tmp_path) not in (results / "scenario.yaml").read_text()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Small", "title: Other"),
        ("source: a-law, ", "source: b-law, "),
        ("status: derived", "status: assumption"),
        ("range: [10 days, 60 days], ", ""),
        ("30 days", "720 hours"),
        ("number: 1000", "number: 1 thousand"),
    ],
)
def test_the_key_does_not_hang_on_titles_sources_and_spelling(tmp_path, old, new):
    assert old in SMALL
    assert loaded(written(tmp_path)).key == loaded(written(tmp_path, SMALL.replace(old, new), "other.yaml")).key


@pytest.mark.parametrize(
    ("old", "new"),
    [("30 days", "31 days"), ("number: 1000", "number: 1001"), ("isp", "ips"), ("2020-03-01", "2020-03-02")],
)
def test_the_key_hangs_on_every_number_and_name(tmp_path, old, new):
    assert loaded(written(tmp_path)).key != loaded(written(tmp_path, SMALL.replace(old, new), "other.yaml")).key


def test_the_key_hangs_on_the_content_of_tables(tmp_path):
    text = SMALL.replace("residents: {", "residents: {home: {table: homes.csv, place: place}, ")
    (tmp_path / "homes.csv").write_text(TABLE)
    first = loaded(written(tmp_path, text)).key
    (tmp_path / "homes.csv").write_text(TABLE.replace("1", "2"))
    assert loaded(tmp_path / "small.yaml").key != first
    assert len(first) == 16
    assert int(first, 16) >= 0


def test_a_loaded_scenario_can_be_sent_to_a_worker():
    first = loaded("cn-2018-order-151")
    second = pickle.loads(pickle.dumps(first))
    assert second.key == first.key
    assert second.scenario == first.scenario
    assert second.file("cn-provinces-census-2020.csv").is_file()


def test_settings_are_laid_over_the_file_in_order(tmp_path):
    one = loaded(written(tmp_path), "operators.isp.keeps.ip_assignment=10 days", "operators.isp.keeps.*=20 days")
    assert one.scenario.operators["isp"].keeps == {"ip_assignment": 20.0}


def test_with_gives_another_scenario_and_leaves_the_first_alone(tmp_path):
    first = loaded(written(tmp_path))
    second = first.with_({"laws.act.off": True, "operators": {"isp": {"desk": {"staff": 3}}}})
    assert (first.scenario.laws["act"].off, second.scenario.laws["act"].off) == (False, True)
    assert second.scenario.operators["isp"].desk.staff == 3
    assert first.key != second.key == second.with_({"title": "Third"}).key


@pytest.mark.parametrize(
    ("base", "inherited"), [("reviewed", None), ("invented", None), ("not reviewed", "not reviewed")]
)
def test_a_review_is_of_one_file_and_the_lack_of_one_of_all_that_rest_on_it(tmp_path, base, inherited):
    whole = loaded(written(tmp_path, f"review: {base}\n{SMALL}", "base.yaml"))
    over = loaded(written(tmp_path, "exposim: 1\nextends: base.yaml\nwarmup: 1 days\n", "over.yaml"))
    assert (whole.scenario.review, over.scenario.review) == (base, inherited)
    assert {fault.code for fault in over.warnings} == ({"W414"} if inherited else set())
    said = loaded(written(tmp_path, "exposim: 1\nextends: base.yaml\nreview: reviewed\n", "said.yaml"))
    assert said.scenario.review == "reviewed"
    assert said.key == whole.key


def test_faults_of_with_and_of_settings_name_them_as_their_place(tmp_path):
    first = loaded(written(tmp_path))
    with pytest.raises(ScenarioError, match=r"with_: 1 fault\n +operators.isp.dsk  E101 .*did you mean 'desk'"):
        first.with_({"operators.isp.dsk.staff": 3})
    with pytest.raises(ScenarioError, match=r"--set operators.isp.market: 1 fault\n.*E204"):
        loaded(tmp_path / "small.yaml", "operators.isp.market=300 %")


def test_a_setting_cannot_extend_another_file(tmp_path):
    assert faults(written(tmp_path), "extends=two-isps") == [("E016", "extends")]
    with pytest.raises(ScenarioError, match="E016  cannot be set"):
        loaded(tmp_path / "small.yaml").with_({"extends": "two-isps"})


def test_all_faults_come_at_once_those_of_meaning_too(tmp_path):
    text = SMALL.replace("100 %", "100 percent").replace("police: {", "police: {place: Atlantis, ")
    text = text.replace("end: 2020-03-01", "end: 2020-03-01\nperiods: {late: 2020-02-01 to 2021-01-01}\nwarmup: 3")
    assert faults(written(tmp_path, text)) == [
        ("E306", "periods.late"),
        ("E202", "warmup"),
        ("E201", "operators.isp.market"),
        ("E305", "agencies.police.place"),
    ]


def test_what_rests_on_a_part_that_is_wrong_is_not_held_against_the_rest(tmp_path):
    text = SMALL.replace("isp:", "isp:\n    kind: acess").replace("at_least: 60 days", "at_least: 60 days, of: [isp]")
    assert faults(written(tmp_path, text)) == [("E203", "operators.isp.kind")]


def test_a_wrong_map_hides_no_fault_but_those_of_places(tmp_path):
    text = SMALL.replace("people:\n", "places: {map: 'topohub:topozoo/Nowhere'}\nwarmup: 400 days\npeople:\n", 1)
    text = text.replace("police: {", "police: {place: Atlantis, ")
    assert faults(written(tmp_path, text)) == [("E305", "places.map"), ("E306", "warmup")]


def test_a_value_that_could_not_be_read_is_told_once(tmp_path):
    text = SMALL.replace("number: 1000", "number: !!int 1000")
    assert faults(written(tmp_path, text)) == [("E007", "people.residents.number")]


def test_a_file_extends_another_and_takes_its_tables_along(tmp_path):
    base, own = tmp_path / "base", tmp_path / "own"
    base.mkdir()
    own.mkdir()
    (base / "homes.csv").write_text(TABLE)
    written(base, SMALL.replace("residents: {", "residents: {home: {table: homes.csv, place: place}, "))
    one = loaded(written(own, "exposim: 1\nextends: ../base/small.yaml\nlaws: {act: null}\n", "mine.yaml"))
    assert (one.name, one.scenario.laws, one.scenario.extends) == ("mine", {}, None)
    assert one.file("homes.csv") == base / "homes.csv"
    assert one.folder == own


def test_faults_of_a_file_that_is_extended_show_where_they_are(tmp_path):
    written(tmp_path, SMALL.replace("30 days", "30"))
    path = written(tmp_path, "extends: small.yaml\noperators: {isp: {market: 2}}\n", "mine.yaml")
    with pytest.raises(ScenarioError, match="E202") as error:
        loaded(path)
    assert [(Path(fault.mark.file).name, fault.mark.line) for fault in error.value.faults] == [
        ("mine.yaml", 2),
        ("small.yaml", 10),
    ]


def test_a_circle_of_files_is_a_fault(tmp_path):
    written(tmp_path, f"extends: b.yaml\n{SMALL}", "a.yaml")
    written(tmp_path, "extends: a.yaml\n", "b.yaml")
    with pytest.raises(ScenarioError, match="E017") as error:
        loaded(tmp_path / "b.yaml")
    assert [Path(fault.mark.file).name for fault in error.value.faults] == ["a.yaml"]


def chain(folder: Path, length: int) -> Path:
    """Write a chain of `length` files and return the one that extends all others."""
    written(folder, SMALL, "0.yaml")
    for number in range(1, length):
        written(folder, f"extends: {number - 1}.yaml\n", f"{number}.yaml")
    return folder / f"{length - 1}.yaml"


def test_what_is_extended_must_be_a_name(tmp_path):
    assert faults(written(tmp_path, f"extends: 5\n{SMALL}")) == [("E207", "extends")]


def test_a_chain_of_ten_files_is_read_and_one_of_twelve_is_not(tmp_path):
    assert loaded(chain(tmp_path, 10)).scenario.title == "Small"
    assert ("E017", "extends") in faults(chain(tmp_path, 12))


def test_a_bare_name_is_one_of_the_catalogue_whatever_lies_in_the_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two-isps").mkdir()
    assert loaded("two-isps").folder == catalogue.folder()


@pytest.mark.parametrize("name", ["nowhere.yaml", "nowhere", "sub/nowhere.yaml"])
def test_a_file_that_is_not_there_is_a_fault(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match="E001"):
        loaded(name)


def test_a_folder_is_no_scenario(tmp_path):
    with pytest.raises(ScenarioError, match="E001"):
        loaded(tmp_path)


@pytest.mark.parametrize("name", ["/etc/hostname", "../homes.csv", "a/../../homes.csv", ""])
def test_a_table_is_never_looked_for_outside_the_folder(tmp_path, name):
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "homes.csv").write_text(TABLE)
    text = SMALL.replace("residents: {", f"residents: {{home: {{table: '{name}', place: place}}, ")
    assert faults(written(inside, text)) == [("E001", "people.residents.home.table")]


def test_a_table_is_named_without_detours(tmp_path):
    (tmp_path / "homes.csv").write_text(TABLE)
    (tmp_path / "sub").mkdir()
    text = SMALL.replace("residents: {", "residents: {home: {table: sub/../homes.csv, place: place}, ")
    assert faults(written(tmp_path, text)) == [("E001", "people.residents.home.table")]


def test_a_link_out_of_the_folder_is_no_table(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "homes.csv").write_text(TABLE)
    (inside / "homes.csv").symlink_to(tmp_path / "homes.csv")
    text = SMALL.replace("residents: {", "residents: {home: {table: homes.csv, place: place}, ")
    assert faults(written(inside, text)) == [("E001", "people.residents.home.table")]


def test_a_table_that_went_away_is_told(tmp_path):
    (tmp_path / "homes.csv").write_text(TABLE)
    one = loaded(
        written(tmp_path, SMALL.replace("residents: {", "residents: {home: {table: homes.csv, place: place}, "))
    )
    (tmp_path / "homes.csv").unlink()
    with pytest.raises(FileNotFoundError, match=r"homes\.csv: is not beside the scenario any more"):
        one.file("homes.csv")


def test_panel_all_survives_being_resolved(tmp_path):
    one = loaded(written(tmp_path, SMALL + "panel: all\n"))
    assert "panel: all" in one.resolved()
    assert loaded(one.save(tmp_path / "results")).key == one.key
