import networkx as nx
import pytest

from sim.world.homes import HomeShare, homes_by_degree, homes_by_table, homes_equal

PLACES = ("Beijing", "Shanghai", "Wuhan", "Lhasa")


def table(folder, text: str, *, encoding: str = "utf-8"):
    path = folder / "homes.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_equal_homes():
    assert homes_equal(["a", "b"]) == [HomeShare("a", 0.5), HomeShare("b", 0.5)]
    with pytest.raises(ValueError, match="nobody has a home"):
        homes_equal([])


def test_homes_by_degree_leave_out_what_is_abroad():
    graph = nx.Graph([("hub", "a"), ("hub", "b"), ("a", "b"), ("hub", "c"), ("a", "US")])
    graph.nodes["US"]["abroad"] = True
    assert homes_by_degree(graph) == [
        HomeShare("hub", 3 / 8), HomeShare("a", 2 / 8), HomeShare("b", 2 / 8), HomeShare("c", 1 / 8),
    ]  # fmt: skip


def test_homes_are_equal_where_no_place_has_a_link():
    graph = nx.Graph()
    graph.add_nodes_from(["a", "b"])
    assert homes_by_degree(graph) == homes_equal(["a", "b"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_homes_by_table_add_up_rows_of_one_place(tmp_path, encoding):
    path = table(tmp_path, "node,people,x\nBeijing,20,\n Wuhan ,10,a\nBeijing,10,b\nLhasa,0,\n", encoding=encoding)
    assert homes_by_table(path, "node", "people", PLACES) == [
        HomeShare("Beijing", 0.75), HomeShare("Wuhan", 0.25), HomeShare("Lhasa", 0.0),
    ]  # fmt: skip


def test_every_fault_of_a_table_is_said_at_once(tmp_path):
    path = table(tmp_path, "node,people\nBejing,20\nWuhan,-3\nLhasa,many\nShanghai\nWuhan,nan\nBeijing,5\n")
    with pytest.raises(ValueError, match=r"homes\.csv: 5 faults") as fault:
        homes_by_table(path, "node", "people", PLACES)
    assert str(fault.value).splitlines()[1:] == [
        "  2  node 'Bejing' is no place of the map; did you mean 'Beijing'?",
        "  3  people of Wuhan is '-3'; wanted a number of 0 or more",
        "  4  people of Lhasa is 'many'; wanted a number of 0 or more",
        "  5  people of Shanghai is None; wanted a number of 0 or more",
        "  6  people of Wuhan is 'nan'; wanted a number of 0 or more",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("node,residents\nWuhan,1\n", "no column 'people'; it has node, residents"),
        ("", "no column 'node' or 'people'; it has none"),
        ("node,people\nWuhan,0\n", "nobody has a home"),
        ("node,people\n", "nobody has a home"),
        ("node,people\nWuhan,\0\n", "over 10 MB or binary"),
        ('node,people\n"' + "x" * 200_000 + '",1\n', "no CSV"),
    ],
)
def test_tables_that_say_nothing_are_refused(tmp_path, text, fault):
    with pytest.raises(ValueError, match=rf"homes\.csv: .*{fault}"):
        homes_by_table(table(tmp_path, text), "node", "people", PLACES)


def test_files_that_are_no_tables_are_refused(tmp_path):
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "big.csv").write_bytes(b"a" * 10_000_001)
    with pytest.raises(ValueError, match=r"bytes\.csv: is not UTF-8"):
        homes_by_table(tmp_path / "bytes.csv", "node", "people", PLACES)
    with pytest.raises(ValueError, match=r"big\.csv: is over 10 MB"):
        homes_by_table(tmp_path / "big.csv", "node", "people", PLACES)
    with pytest.raises(ValueError, match=r"none\.csv: cannot be read \(No such file"):
        homes_by_table(tmp_path / "none.csv", "node", "people", PLACES)
    with pytest.raises(ValueError, match=r"cannot be read \(Is a directory"):
        homes_by_table(tmp_path, "node", "people", PLACES)
