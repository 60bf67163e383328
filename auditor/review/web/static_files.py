"""Our own style, script and icon: a fixed list, read once. They say nothing about any site, so anyone may have them."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

#: File name and media type.
MEDIA_TYPES = {
    "review.css": "text/css; charset=utf-8",
    "reading.js": "text/javascript; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


async def answer(request: Request) -> Response:
    """A file of the list; its address holds its hash, so that a browser may keep it for good."""
    name = request.path_params["name"]
    if name not in MEDIA_TYPES:
        raise HTTPException(404)
    kept = "public, max-age=31536000, immutable" if request.query_params.get("v") else "no-cache"
    return Response(_data(name), media_type=MEDIA_TYPES[name], headers={"cache-control": kept})


@lru_cache(maxsize=len(MEDIA_TYPES))
def _data(name: str) -> bytes:
    return files("auditor.review.web").joinpath("static", name).read_bytes()
