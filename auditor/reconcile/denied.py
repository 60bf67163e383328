"""Services that make a denial of the texts false: of them the texts do speak."""

from __future__ import annotations

from auditor.knowledge.schema import Product
from auditor.reconcile.view import View


def denied_products(view: View) -> frozenset[str]:
    """The ids of the products that a contradicted claim denies by name, or says by name to come from the site's own
    server. "Our fonts are local" names nobody: who delivers them after all is named nowhere.

    A check that asks for them needs the claims ``no_vendor`` and ``local_resources``."""
    found = set()
    for entry in view.judged("no_vendor", "local_resources"):
        if entry.judgement.verdict != "contradicted" or entry.claim.params.keys() & {"condition", "scope"}:
            continue
        quote = entry.claim.quote.lower()
        products = (thing.product for thing in entry.judgement.things)
        found |= {one.id for one in products if one and (entry.claim.type == "no_vendor" or _is_named(one, quote))}
    return frozenset(found)


def _is_named(product: Product, quote: str) -> bool:
    return any(name.lower() in quote for name in (product.name, *product.aliases))
