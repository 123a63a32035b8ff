import json

import networkx as nx
import pytest

from sim.world.maps import components, drop_places, join_abroad, one_place, place_list, read_map
from sim.world.sketch import MapError, great_circle_km

HERE = {"nodes": [{"id": 0, "name": "a", "pos": [0, 0]}, {"id": 1, "name": "b", "pos": [1, 0], "country": "FR"}],
        "edges": [{"source": 0, "target": 1, "dist": 5}]}  # fmt: skip

GRAPHML = """<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="node" attr.name="label" attr.type="string"/>
  <key id="d1" for="node" attr.name="Longitude" attr.type="double"/>
  <key id="d2" for="node" attr.name="Latitude" attr.type="double"/>
  <key id="d3" for="node" attr.name="Country" attr.type="string"/>
  <graph edgedefault="undirected">
    <node id="0"><data key="d0">Linz</data><data key="d1">14.3</data><data key="d2">48.3</data></node>
    <node id="1"><data key="d0">Graz</data><data key="d1">15.4</data><data key="d2">47.1</data>
      <data key="d3">AT</data></node>
    <edge source="0" target="1"/>
  </graph>
</graphml>
"""


def write(folder, name: str, content: str | bytes):
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def test_a_topohub_map_has_places_positions_and_lengths(tmp_path):
    graph = read_map("topohub:topozoo/Chinanet", tmp_path)
    assert len(graph) == 38
    assert graph.nodes["Beijing"]["pos"] == (116.4, 39.91)
    assert graph.nodes["Beijing"]["country"] is None
    for a, b, dist in graph.edges(data="dist"):  # positions are rounded to 0.01 degrees: up to 0.8 km at each end
        assert dist == pytest.approx(great_circle_km(graph.nodes[a]["pos"], graph.nodes[b]["pos"]), abs=3.0, rel=5e-3)


def test_a_topohub_map_of_places_without_names(tmp_path):
    graph = read_map("topohub:gabriel/25/0", tmp_path)
    assert len(graph) == 25
    assert all(isinstance(place, str) for place in graph)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("topozoo/Chinannet", "topozoo/Chinanet"), ("chinanet", "topozoo/Chinanet"), ("../__init__", "topozoo/Abilene")],
)
def test_unknown_topohub_maps_are_refused_with_the_nearest(tmp_path, name, nearest):
    with pytest.raises(MapError, match=f"no such map; did you mean .*{nearest}"):
        read_map(f"topohub:{name}", tmp_path)


@pytest.mark.parametrize("source", ["Chinanet", "osm:Berlin", "", ":x", "node_link"])
def test_unknown_kinds_of_source_are_refused(tmp_path, source):
    with pytest.raises(MapError, match="no such kind of source; wanted one of topohub:"):
        read_map(source, tmp_path)


@pytest.mark.parametrize("key", ["edges", "links"])
def test_node_link_json(tmp_path, key):
    document = {"nodes": HERE["nodes"], key: HERE["edges"]}
    graph = read_map("node_link:m.json", write(tmp_path, "m.json", json.dumps(document)))
    assert dict(graph.nodes(data=True)) == {
        "a": {"pos": (0.0, 0.0), "country": None}, "b": {"pos": (1.0, 0.0), "country": "FR"},
    }  # fmt: skip
    assert graph.edges["a", "b"]["dist"] == 5.0


def test_what_networkx_writes_is_read(tmp_path):
    document = nx.node_link_data(nx.path_graph(4), edges="edges")
    assert len(read_map("node_link:m.json", write(tmp_path, "m.json", json.dumps(document)))) == 4


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("{", "is no JSON .* at 1:2"),
        ("[" * 100_000, "is no JSON"),
        ('{"nodes": [{"id": ' + "9" * 5_000 + "}]}", "is no JSON"),
        ("[]", "is a list; wanted"),
        ("null", "is a NoneType; wanted"),
        ("{}", "has no list of nodes"),
        ('{"nodes": {}, "edges": []}', "has no list of nodes"),
        ('{"nodes": [], "edges": []}', "has 0 places"),
        ('{"nodes": [{"name": "a"}]}', "has no id; wanted"),
        ('{"nodes": [{"id": [1]}]}', "has no id; wanted"),
        ('{"nodes": [3]}', "'3' has no id"),
        ('{"nodes": [{"id": 1}], "edges": [{"source": 1}]}', "has no source and target"),
        ('{"nodes": [{"id": 1}], "edges": [{"source": 1, "target": 2}]}', "one is no place"),
        ('{"nodes": [{"id": 1}, {"id": 1}]}', "an id comes twice"),
        (b"\x89PNG\r\n\x1a\n", "is binary or not UTF-8"),
        (b"{\0}", "is binary"),
        (b" " * 10_000_001, "is over 10 MB"),
    ],
)
def test_files_that_are_no_node_link_json_are_refused_in_one_line(tmp_path, content, fault):
    with pytest.raises(MapError, match=fault) as raised:
        read_map("node_link:m.json", write(tmp_path, "m.json", content))
    assert "\n" not in str(raised.value)
    assert "m.json" in str(raised.value)


def test_graphml(tmp_path):
    graph = read_map("graphml:m.graphml", write(tmp_path, "m.graphml", GRAPHML))
    assert dict(graph.nodes(data=True)) == {
        "Linz": {"pos": (14.3, 48.3), "country": None}, "Graz": {"pos": (15.4, 47.1), "country": "AT"},
    }  # fmt: skip
    assert graph.edges["Linz", "Graz"]["dist"] == pytest.approx(157, abs=1)


LAUGHS = '<!DOCTYPE g [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (GRAPHML.replace("<graphml", LAUGHS + "<graphml"), "holds <!DOCTYPE; wanted GraphML without"),
        (GRAPHML.replace("<graphml", '<!docType g SYSTEM "file:///etc/passwd"><graphml'), "holds <!DOCTYPE"),
        (GRAPHML.replace("<graph ", '<!ENTITY a "b"><graph '), "holds <!ENTITY"),
        (("\ufeff" + GRAPHML.replace("<graphml", LAUGHS + "<graphml")).encode("utf-16-le"), "is binary"),
        ("<graphml>", "is no XML"),
        ("hello", "is no XML"),
        ("<svg/>", "is no GraphML that networkx reads"),
        (GRAPHML.replace('attr.type="double"', 'attr.type="dragon"'), "is no GraphML that networkx reads"),
        (GRAPHML.replace("14.3", "east"), "is no GraphML that networkx reads"),
        (GRAPHML.replace('key="d0"', 'key="d9"'), "is no GraphML that networkx reads"),
    ],
)
def test_hostile_or_broken_graphml_is_refused_in_one_line(tmp_path, content, fault):
    with pytest.raises(MapError, match=fault) as raised:
        read_map("graphml:m.graphml", write(tmp_path, "m.graphml", content))
    assert "\n" not in str(raised.value)


def test_an_encoding_that_the_file_declares_is_not_followed(tmp_path):
    """Else a document type could hide in bytes that only the declared encoding reads as one."""
    declared = GRAPHML.replace('encoding="utf-8"', 'encoding="iso-8859-1"').replace("Linz", "Győr")
    assert "Győr" in read_map("graphml:m.graphml", write(tmp_path, "m.graphml", declared))
    hidden = b'<?xml version="1.0" encoding="cp037"?>' + (LAUGHS + "<g>&b;</g>").encode("cp037")
    with pytest.raises(MapError, match="is binary or not UTF-8"):
        read_map("graphml:m.graphml", write(tmp_path, "m.graphml", hidden))


@pytest.mark.parametrize(
    "name", ["../m.json", "a/../in.json", "/etc/hosts", "a/../../m.json", "..\\m.json", "C:\\m.json", "C:m.json", "\0"]
)
def test_files_outside_the_folder_are_refused(tmp_path, name):
    write(tmp_path, "m.json", json.dumps(HERE))
    (tmp_path / "inner" / "a").mkdir(parents=True)
    write(tmp_path / "inner", "in.json", json.dumps(HERE))
    with pytest.raises(MapError, match="leads out of the scenario's folder"):
        read_map(f"node_link:{name}", tmp_path / "inner")


def test_a_link_that_leads_out_is_refused(tmp_path):
    write(tmp_path, "m.json", json.dumps(HERE))
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "link.json").symlink_to(tmp_path / "m.json")
    with pytest.raises(MapError, match="leads out of the scenario's folder"):
        read_map("node_link:link.json", tmp_path / "inner")


@pytest.mark.parametrize("name", ["none.json", ".", ""])
def test_what_is_no_file_is_refused(tmp_path, name):
    with pytest.raises(MapError, match="there is no such file"):
        read_map(f"node_link:{name}", tmp_path)


def test_one_place_and_lists_of_places():
    assert dict(one_place("home").nodes(data=True)) == {"home": {"pos": None, "country": None}}
    graph = place_list(["CN", "HK", "Elsewhere"])
    assert {name: data["country"] for name, data in graph.nodes(data=True)} == {
        "CN": "CN", "HK": "HK", "Elsewhere": None,
    }  # fmt: skip
    assert graph.number_of_edges() == 3
    with pytest.raises(MapError, match="places: HK comes twice"):
        place_list(["CN", "HK", "HK"])
    with pytest.raises(MapError, match="places: has 0 places"):
        place_list([])


def test_dropped_places_leave_with_their_links():
    graph = place_list(["a", "b", "c"])
    left = drop_places(graph, ["b"])
    assert sorted(left) == ["a", "c"]
    assert len(graph) == 3
    with pytest.raises(MapError, match="drop: 'Lhassa' is no place of the map; did you mean 'Lhasa'"):
        drop_places(place_list(["Lhasa", "Wuhan"]), ["Lhassa"])
    with pytest.raises(MapError, match="drop: leaves none of 3 places"):
        drop_places(graph, ["a", "b", "c"])


def test_places_abroad_are_joined_to_one_place():
    inland = place_list(["Guangzhou", "Beijing"])
    graph = join_abroad(inland, {"US": "Guangzhou"})
    assert "US" not in inland
    assert graph.nodes["US"] == {"pos": None, "country": "US", "abroad": True}
    assert list(graph["US"]) == ["Guangzhou"]
    with pytest.raises(
        MapError, match="abroad: US: attach: 'Guanzhou' is no place of the map; did you mean 'Guangzhou'"
    ):
        join_abroad(graph, {"US": "Guanzhou"})
    with pytest.raises(MapError, match="abroad: 'US' is on the map already"):
        join_abroad(graph, {"US": "Beijing"})


def test_parts_that_are_not_joined_are_told():
    graph = nx.Graph([("c", "b"), ("x", "a"), ("y", "z"), ("z", "w")])
    assert components(graph) == [["w", "y", "z"], ["a", "x"], ["b", "c"]]
