"""No stored value is in any file that a whole audit writes, wherever a site repeats it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from auditor.cli.main import run

VALUE = "Zq7PlantedValue93kLmX2"

PAGE = f"""<!doctype html><html lang="nl"><title>Privacy {VALUE}</title><body><p>Wij plaatsen geen cookies. {VALUE}</p>
<a href="/privacy">Privacy</a><script>document.cookie = "js={VALUE}; max-age=999"; localStorage.k = "{VALUE}";
localStorage.setItem("k2", "{VALUE}"); fetch("/t?u={VALUE}")</script>"""


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Set-Cookie", f"sid={VALUE}; Max-Age=500")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.browser
def test_a_planted_value_is_in_no_file_of_an_audit(site: str, tmp_path: Path) -> None:
    folder = tmp_path / "uit"
    formats = "html,json,csv,cookies,markdown,sarif"
    assert run(["audit", site, "--quiet", "--output", str(folder), "--format", formats]) == 0
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert '"sid"' in (folder / "observation.json").read_text(encoding="utf-8")
    assert [path.name for path in files if VALUE.encode() in path.read_bytes()] == []
