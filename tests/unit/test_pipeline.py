"""How the pipeline names folders and reads files; its stages have tests of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.config import load_settings
from auditor.errors import InputError, UsageError
from auditor.folders import folders_for
from auditor.pipeline import address_of, document_from_file, read_sources


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("winkel.example", "https://winkel.example/"),
        ("http://winkel.example", "http://winkel.example/"),
        ("https://winkel.example:8443/nl?x=1", "https://winkel.example:8443/nl?x=1"),
        ("localhost:8080/pad", "https://localhost:8080/pad"),
    ],
)
def test_an_address_is_completed(given: str, address: str) -> None:
    assert address_of(given) == address


@pytest.mark.parametrize("given", ["", "file:///etc/passwd", "javascript:alert(1)", "https://", "a\\b", "http://x:y/"])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(UsageError):
        address_of(given)


def test_folders_are_made_of_what_the_user_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one = ["https://www.winkel.example/"]
    assert folders_for(one, Path("uit")) == [Path("uit")]
    several = [*one, "https://www.winkel.example/nl", "https://u:p@x.example:8443/"]
    assert folders_for(several, Path("uit")) == [
        Path("uit/www.winkel.example"),
        Path("uit/www.winkel.example-2"),
        Path("uit/x.example_8443"),
    ]
    (first,), (second,) = folders_for(one, None), folders_for(one, None)
    assert first.parent == second.parent == Path("audits/winkel.example")
    assert first != second


def test_a_file_is_recognised_by_its_content_where_its_name_does_not_tell(tmp_path: Path) -> None:
    page = tmp_path / "beleid"
    page.write_text("<!DOCTYPE html><html lang=nl><body><p>Wij plaatsen geen cookies.</p>", encoding="utf-8")
    document = document_from_file(page)
    assert (document.media_type, document.text, document.url) == ("text/html", "Wij plaatsen geen cookies.", "beleid")
    assert document.sha256 is not None


def test_files_are_read_together_as_the_texts_of_one_site(tmp_path: Path) -> None:
    (tmp_path / "privacy.txt").write_text("Op onze website plaatsen wij geen cookies.\n", encoding="utf-8")
    (tmp_path / "cookies.html").write_text("<p>Wij gebruiken Google Analytics.</p>", encoding="utf-8")
    sources = [str(tmp_path / "privacy.txt"), str(tmp_path / "cookies.html")]
    declaration = read_sources(sources, load_settings({}), lambda *_: None)
    assert [document.url for document in declaration.documents] == ["privacy.txt", "cookies.html"]
    assert {claim.type for claim in declaration.claims} >= {"no_cookies", "uses_vendor"}


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Cannot read"):
        document_from_file(tmp_path)
