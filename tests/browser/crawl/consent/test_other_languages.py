"""In a language whose words are not known, nobody says that a site has no banner."""

from __future__ import annotations

import pytest
from crawl_company import SITE
from crawl_helpers import Crawl
from crawl_loopback import Sites

BANNER = (
    '<p>Bienvenidos</p><div style="position:fixed;bottom:0;left:0;right:0;background:#eee">Usamos galletas propias.'
    "<button>Aceptarlas</button><button>Rechazarlas</button></div>"
)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "banner", "kind", "outcome"),
    [("es-ES", BANNER, None, "failed"), ("nl", "<p>Welkom</p>", "none", "no_banner")],
)
def test_an_unread_language_is_no_proof_that_nothing_asks(
    sites: Sites, crawl: Crawl, language: str, banner: str, kind: str | None, outcome: str
) -> None:
    sites.add("www.bedrijf.example/", f'<html lang="{language}"><body>{banner}</body></html>')
    observation = crawl(f"{SITE}/", states=("before", "rejected"), pages=1)
    rejected = observation.state("rejected")
    assert observation.consent.kind == kind
    assert rejected is not None
    assert rejected.choice is not None
    assert rejected.choice.outcome == outcome
    if kind is None:
        assert "(es-ES)" in (observation.consent.reason or "")
        assert "(es-ES)" in (rejected.choice.reason or "")
