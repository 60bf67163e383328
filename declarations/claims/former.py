"""Services that the text says were taken off the site: used no longer."""

from __future__ import annotations

from collections.abc import Iterable

from declarations.claim import Found
from declarations.passages import Passage
from declarations.topics import vendor_id


def removed_services(passage: Passage) -> Iterable[Found]:
    """``no_vendor`` of the present time for each service that a sentence on the past names as removed.

    Only where it is named itself and the sentence says outright that it went: "until 2022 we used it" does not say
    what came after."""
    for clause in passage.clauses:
        if not clause.has("service_removed") or passage.has("other_site", "client_work"):
            continue
        named = [mention for mention in passage.mentions if clause.start <= mention.start < clause.end]
        names = [name for mention in named if (name := vendor_id(passage, mention))]
        if names:
            yield Found("no_vendor", clause, {"vendor": list(dict.fromkeys(names)), "time": "now"})
