"""Whether an address is masked, where a denial of something else stands in the same sentence."""

from __future__ import annotations

import pytest
from reading import statement

SAID = [
    ("Google Analytics: wij delen geen gegevens met Google en anonimiseren het IP-adres.", True),
    ("Bij Google Analytics wordt het IP-adres niet geanonimiseerd.", False),
    ("Wij hebben Google Analytics niet gevraagd uw IP-adres te maskeren.", False),
]


@pytest.mark.parametrize(("text", "masked"), SAID)
def test_the_denial_has_to_be_of_the_masking(text: str, masked: bool) -> None:
    found = [claim.params["value"] for claim in statement(text, "nl").claims if claim.type == "ip_masked"]
    assert found == [masked]
