"""Lists of sites in three forms; a wrong line is named, and nothing of the list is taken."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.errors import InputError
from auditor.store.site_lists import read_list
from auditor.store.store import Store, open_store


def _list(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plain_list(tmp_path: Path) -> None:
    path = _list(tmp_path, "sites.txt", "\ufeff# winkels\neen.example\n\n  http://twee.example/nl  # de tweede\n")
    assert [entry.url for entry in read_list(path)] == ["https://een.example/", "http://twee.example/nl"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["URL", "Organisatie", "law", "never-visit"],
        ["een.example", '"Jansen & ""Zn"""', "be", "/account"],
        ["twee.example", "", "", ""],
    ]
    path = _list(tmp_path, "sites.csv", "\r\n".join(delimiter.join(row) for row in rows))
    one, two = read_list(path)
    assert (one.url, one.label, one.settings) == (
        "https://een.example/", 'Jansen & "Zn"', {"law": "be", "never_visit": "/account"}
    )  # fmt: skip
    assert (two.label, two.settings) == (None, None)


def test_a_table_without_a_header_has_addresses_and_labels(tmp_path: Path) -> None:
    entries = read_list(_list(tmp_path, "sites.csv", "een.example,Een\ntwee.example\n"))
    assert [(entry.url, entry.label) for entry in entries] == [
        ("https://een.example/", "Een"),
        ("https://twee.example/", None),
    ]


def test_yaml_with_settings_of_each_site_and_for_all(tmp_path: Path, store: Store) -> None:
    text = """
defaults: {law: be, pages: 3}
sites:
  - een.example
  - url: twee.example
    label: De tweede
    pages: 8
    settings:
      states: [before, rejected]
      policy: https://twee.example/privacy
      never-visit: [/account, /mand]
"""
    counted = store.add_sites(read_list(_list(tmp_path, "sites.yaml", text)))
    assert (counted.added, counted.changed, counted.known) == (2, 0, 0)
    one, two = store.sites()
    assert one.settings == {"law": "be", "pages": 3}
    assert two.settings == {
        "law": "be", "pages": 8, "states": ["before", "rejected"], "policy": "https://twee.example/privacy",
        "never_visit": ["/account", "/mand"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "sites.txt",
            "een.example\nftp://twee.example\n",
            "line 2: 'ftp://twee.example' is not the address",
        ),
        ("sites.txt", "# niets\n", "names no site"),
        ("sites.csv", "url,wet\neen.example,be\n", "line 1: the column 'wet' is unknown"),
        ("sites.csv", "url,law\neen.example,be\ntwee.example,xx\n", "line 3: law: 'xx' is none of"),
        ("sites.csv", "url\neen.example,te veel\n", "more cells than columns"),
        ("sites.csv", 'url\n"een.example\n', "sites.csv, line 2"),
        ("sites.yaml", "sites: [een.example, {url: twee.example, paginas: 3}]", "site 2: the setting 'paginas'"),
        ("sites.yaml", "sites: [{label: x}]", "site 1: a site needs an address"),
        ("sites.yaml", "een.example", "neither a list of sites"),
        ("sites.yaml", "- !!python/object/apply:os.system [exit]", "this is not YAML"),
        ("sites.yaml", "[" * 100_000, "this is not YAML"),
        ("sites.yaml", "- {url: een.example, pages: 0}", "pages"),
        ("sites.yaml", "- {url: een.example, never-visit: [account]}", "not a path that begins with /"),
        ("sites.yaml", "- {url: een.example, policy: 'file:///etc/passwd'}", "policy"),
    ],
)
def test_a_wrong_list_is_told_with_its_place(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        read_list(_list(tmp_path, name, text))
    assert sentence in refused.value.sentence
    assert "\n" not in refused.value.sentence


def test_ten_thousand_sites_are_taken_in_ten_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_DATA", str(tmp_path / "data"))
    rows = "".join(f"site-{number}.example,Bedrijf {number},{number % 9 + 1}\n" for number in range(10_000))
    path = _list(tmp_path, "sites.csv", "url,label,pages\n" + rows)
    began = time.process_time()
    assert run(["sites", "import", str(path)]) == 0
    assert time.process_time() - began < 10
    with open_store() as store:
        assert len(store.sites()) == 10_000
        took = []
        for _ in range(3):
            began = time.process_time()
            page = store.overview(order="severity")
            took.append(time.process_time() - began)
        assert min(took) < 0.3
    assert (page.total, len(page.entries)) == (10_000, 100)
