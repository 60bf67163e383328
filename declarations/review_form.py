"""Writes the machine's reading in the form that a person corrects: ``auditor read --review``."""

from __future__ import annotations

from typing import Any

import yaml

from auditor.models.declaration import Claim, Declaration, DeclaredCookie, DeclaredVendor, Defect
from declarations.review import entry_of, fingerprint, text_sha256

_HEAD = """\
# What the reader read, to be corrected by a person and used again: auditor audit SITE --declared THIS_FILE
#
# Each entry has a field review. Write in it:
#   confirm   it is right
#   correct   it was wrong, and is right as you have changed it here
#   reject    the text does not say this
#   open      not decided (the reader's own reading stands)
# What the reader missed you add as a new entry with review: add, and a quote that stands in the text word for word.
# Leave read_as and text_sha256 as they are: a decision holds for that text only. Once the text has changed, the
# decisions made on it are left out, and the result says so.
#
# mode add: the reading stands, with your corrections. mode replace: only what you confirmed, corrected or added stands.
# by: who declares this, as the report will show it. The claim types, their parameters and all keys: docs/declared.md
"""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes everything out: aliases are not used in the form."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """Text of several lines as it stands, a line each."""
        node: yaml.ScalarNode = self.represent_scalar(
            "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
        )
        return node


_Dumper.add_representer(str, _Dumper.represent_text)


def review_form(declaration: Declaration) -> str:
    """The form, as YAML that ``--declared`` takes."""
    documents = [
        {
            "url": document.url,
            "text_sha256": text_sha256(document.text),
            "claims": [_open(claim) for claim in declaration.claims if claim.document == document.url],
            "cookies": [_open(cookie) for cookie in declaration.cookies if cookie.document == document.url],
            "defects": [_open(defect) for defect in declaration.defects if defect.document == document.url],
        }
        for document in declaration.documents
        if document.text
    ]
    together = {
        "vendors": [_open(vendor) for vendor in declaration.vendors],
        "defects": [_open(defect) for defect in declaration.defects if defect.document is None],
    }
    form = {"declared": 1, "mode": "add", "by": None, "date": None, "documents": documents, "together": together}
    written: str = yaml.dump(
        form, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None
    )
    return _HEAD + written.replace("\n  - review:", "\n\n  - review:")


def _open(thing: Claim | DeclaredCookie | Defect | DeclaredVendor) -> dict[str, Any]:
    entry = entry_of(thing)
    return {"review": "open", **entry, "read_as": fingerprint(entry)}
