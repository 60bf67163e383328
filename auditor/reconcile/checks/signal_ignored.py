"""The text says that a browser's signal against tracking is honoured, and nothing changes with it on.

Found when the statement says that Do Not Track or Global Privacy Control is honoured, and a visit that sent both
signals saw every tracker and every analytics product that a visit without them saw. Where one of them stayed away, or
nothing was there that the signal could switch off, nothing is alleged. Serious.

Outside some states of the United States no law asks a site to honour these signals: the finding is about what the text
says. It does not prove that no data is treated differently on the receiving side.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import contradicted, fixed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="signal_ignored",
    group="consent",
    severity="serious",
    needs=Needs(
        states=("before", "gpc"),
        collectors=("cookies", "web_storage", "requests"),
        claims=("dnt",),
        third_party_cookies=True,
    ),
    legal=("gdpr_5_1_a",),
    texts={
        "nl": Texts(
            title="Het signaal tegen volgen verandert niets",
            explanation="De verklaring zegt: “{quote}”. Een bezoek met de signalen Do Not Track en Global Privacy"
            " Control aan gaf hetzelfde te zien als een bezoek zonder: {names} ({seen}). {limits}",
            remedy="Laat deze diensten weg voor wie het signaal meestuurt, of pas de zin aan.",
        ),
        "en": Texts(
            title="The signal against tracking changes nothing",
            explanation="The statement says: “{quote}”. A visit with the signals Do Not Track and Global Privacy"
            " Control on showed the same as one without: {names} ({seen}). {limits}",
            remedy="Leave these services out for those who send the signal, or change the sentence.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each such claim that was contradicted."""
    return contradicted(view.judged("dnt"), fixed("serious"))
