from sim.scenario import catalogue
from sim.scenario.bibliography import Reference, entries, references

TEXT = r"""% a comment with @misc in it
@misc{order-151,
  title  = {Provisions on {I}nspections},
  author = {{A Ministry}},
  year   = {2018},
  note   = {Read in part,
            90 \% of it},
}
@article{knight-2011, title = {A Zoo},
  doi = {10.1109/1},
}
"""


def test_entries_are_read_with_plain_texts():
    first, second = entries(TEXT)
    assert first == Reference(
        "order-151", "A Ministry", "Provisions on Inspections", "2018", "", "Read in part, 90 % of it"
    )
    assert (second.key, second.url) == ("knight-2011", "https://doi.org/10.1109/1")


def test_the_first_folder_has_the_last_word(tmp_path):
    for name in ("own", "base"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "references.bib").write_text(f"@misc{{a,\n  title = {{{name}}},\n}}\n")
    found = references([tmp_path / "own", tmp_path / "base"])
    assert found is not None
    assert found["a"].title == "own"


def test_no_file_is_no_bibliography(tmp_path):
    assert references([tmp_path]) is None


def test_every_entry_of_the_catalogue_has_author_title_and_year():
    found = references([catalogue.folder()])
    assert found
    assert all(entry.author and entry.title and entry.year for entry in found.values())
