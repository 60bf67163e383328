"""Language and appearance, kept in a cookie each."""

from __future__ import annotations

from starlette.responses import Response

from auditor.review.web.languages import LANGUAGES
from auditor.review.web.routing import post
from auditor.review.web.security.sessions import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, remember
from auditor.review.web.visit import Visit


def keep(visit: Visit) -> Response:
    """Keep what was chosen and go back to where that was."""
    response = visit.see(visit.form.values.get("next", "")[:2000])
    if (language := visit.form.values.get("language")) in LANGUAGES:
        remember(visit, response, LANGUAGE_COOKIE, language)
    if (theme := visit.form.values.get("theme")) in THEMES:
        remember(visit, response, THEME_COOKIE, theme)
    return response


PAGES = (post("/preferences", keep, access="anyone"),)
