"""Claims about the documents themselves: where cookie information stands, and which sites they cover."""

from __future__ import annotations

from urllib.parse import urldefrag

from auditor.domains import registrable_domain
from auditor.models.document import Document
from auditor.models.observation import Observation
from auditor.reconcile.judgement import Case, Judgement, cannot_tell
from auditor.reconcile.links import broken, document_evidence, lacks_cookie_content
from auditor.reconcile.naming import listed


def deferral(case: Case) -> Judgement:
    """Confirmed when the place it names was fetched and speaks of cookies; contradicted when it is missing, an error,
    or says nothing of cookies. A deferral to the banner is confirmed by a banner."""
    if case.claim.params.get("kind") == "banner":
        if case.facts.observation.consent.kind in ("banner", "notice", "wall"):
            return Judgement("confirmed", "The site shows a banner.")
        return cannot_tell("Whether the banner holds that information was not seen.")
    urls = [url for url in listed(case.claim.params.get("url")) if url]
    if not urls:
        return cannot_tell("The text names no address.")
    found = documents_at(case.facts.observation, urls[0])
    if not found:
        return cannot_tell("The place that the text refers to was not fetched.")
    index, document = found[0]
    evidence = (document_evidence(index, document),)
    if broken(document):
        return Judgement("contradicted", "The place that the text refers to cannot be found.", evidence=evidence)
    if lacks_cookie_content(document):
        return Judgement("contradicted", "The place that the text refers to is silent on cookies.", evidence=evidence)
    if document.content.outcome != "ok":
        return cannot_tell("The place that the text refers to could not be read.")
    return Judgement("confirmed", "The place that the text refers to speaks of cookies.")


def documents_at(observation: Observation, url: str) -> list[tuple[int, Document]]:
    """The documents fetched at an address, readable ones first, with their places in the observation."""
    wanted = _plain(url)
    found = [
        (index, document)
        for index, document in enumerate(observation.documents)
        if wanted in (_plain(document.url), _plain(document.requested_url))
    ]
    return sorted(found, key=lambda entry: (entry[1].content.outcome != "ok", entry[1].url, entry[1].requested_url))


def _plain(url: str) -> str:
    return urldefrag(url)[0].rstrip("/").removeprefix("https://").removeprefix("http://").lower()


def scope(case: Case) -> Judgement:
    """Confirmed when the audited site is among the domains that the text says it covers."""
    domains = listed(case.claim.params.get("domains"))
    site = registrable_domain(case.facts.observation.site.host)
    for domain in domains:
        name = domain.lower().split("://")[-1].split("/")[0].removeprefix("www.")
        if registrable_domain(name) == site:
            return Judgement("confirmed", "The audited site is among them.")
    return cannot_tell("The text limits what it covers; other claims are judged within that.")
