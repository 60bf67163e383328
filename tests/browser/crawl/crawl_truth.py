"""A site that does everything a recorder may miss, with the truth about it."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from crawl_loopback import Reply, Sites

SITE = "https://www.winkel.example"
TAGS = "https://tags.meter.example"
MANAGER = "https://tags.manager.example"
ADS = "https://ads.reclame.example"
WIDGETS = "https://cdn.widgets.example"
METRICS = "https://metrics.winkel.example"

NONE = "SameSite=None; Secure"

#: name → domain, outcome, how, the setter's address without query, lifetime asked for
COOKIES: dict[str, tuple[str, str, str, str, int | None]] = {
    "sess": ("www.winkel.example", "stored", "header", f"{SITE}/", None),
    "inline_dc": ("www.winkel.example", "stored", "document.cookie", f"{SITE}/", None),
    "rolling": ("winkel.example", "stored", "document.cookie", f"{TAGS}/m.js", 63072000),
    "store_c": ("www.winkel.example", "stored", "cookieStore", f"{TAGS}/m.js", None),
    "expires_c": ("www.winkel.example", "stored", "document.cookie", f"{TAGS}/m.js", 864000),
    "injected": ("www.winkel.example", "stored", "document.cookie", f"{MANAGER}/gtm.js", None),
    "evaluated": ("www.winkel.example", "stored", "document.cookie", f"{MANAGER}/gtm.js", None),
    "named_lie": ("www.winkel.example", "stored", "document.cookie", f"{MANAGER}/gtm.js", None),
    "late": ("www.winkel.example", "stored", "document.cookie", f"{TAGS}/m.js", None),
    "srcdoc": ("www.winkel.example", "stored", "document.cookie", f"{SITE}/", None),
    "frame_hdr": ("ads.reclame.example", "stored", "header", f"{ADS}/frame", 3600),
    "frame_dc": ("ads.reclame.example", "stored", "document.cookie", f"{ADS}/frame", None),
    "frame_3rd": ("ads.reclame.example", "stored", "document.cookie", f"{WIDGETS}/w.js", None),
    "deep_frame": ("cdn.widgets.example", "stored", "document.cookie", f"{WIDGETS}/deep", None),
    "chip": ("ads.reclame.example", "stored", "header", f"{ADS}/frame", None),
    "px": ("ads.reclame.example", "stored", "header", f"{ADS}/px", 1000),
    "lazy": ("ads.reclame.example", "stored", "header", f"{ADS}/lazy", None),
    "css_c": ("cdn.widgets.example", "stored", "header", f"{WIDGETS}/bg.gif", None),
    "hop_c": ("ads.reclame.example", "stored", "header", f"{ADS}/hop", None),
    "landed": ("tags.meter.example", "stored", "header", f"{TAGS}/landed", None),
    "cors_c": ("tags.meter.example", "stored", "header", f"{TAGS}/api", None),
    "beacon_c": ("www.winkel.example", "stored", "header", f"{SITE}/beacon", None),
    "sw_hdr": ("www.winkel.example", "stored", "header", f"{SITE}/from-sw", None),
    "sw_store": ("www.winkel.example", "stored", "cookieStore", f"{SITE}/sw.js", None),
    "worker_hdr": ("www.winkel.example", "stored", "header", f"{SITE}/from-worker", None),
    "cloaked": ("winkel.example", "stored", "header", f"{METRICS}/c.gif", 34000000),
    "socket_c": ("www.winkel.example", "stored", "header", "wss://www.winkel.example/socket", None),
    "prefetched": ("www.winkel.example", "stored", "header", f"{SITE}/next", None),
    "pop_hdr": ("www.winkel.example", "stored", "header", f"{SITE}/pop", None),
    "pop_dc": ("www.winkel.example", "stored", "document.cookie", f"{SITE}/pop", None),
    "pop_img": ("ads.reclame.example", "stored", "header", f"{ADS}/popped", None),
    "sub_c": ("www.winkel.example", "stored", "document.cookie", f"{SITE}/over", None),
    "lax_3rd": ("ads.reclame.example", "blocked", "header", f"{ADS}/px", None),
    "wrong_domain": ("elders.example", "blocked", "header", f"{SITE}/", None),
    "wrong_script": ("elders.example", "blocked", "document.cookie", f"{SITE}/", None),
    "gone": ("www.winkel.example", "deleted", "document.cookie", f"{SITE}/", 600),
    "gone_hdr": ("www.winkel.example", "deleted", "header", f"{SITE}/", None),
    "short": ("www.winkel.example", "stored", "document.cookie", f"{SITE}/", 1),
}

#: (kind, origin, key) → the writer's address without query; None: cannot be known
STORAGE: dict[tuple[str, str, str], str | None] = {
    ("local", SITE, "by_script"): f"{TAGS}/m.js",
    ("local", SITE, "by_property"): None,
    ("session", SITE, "by_inline"): f"{SITE}/",
    ("local", ADS, "frame_key"): f"{ADS}/frame",
    ("session", ADS, "frame_session"): f"{WIDGETS}/w.js",
    ("indexed_db", SITE, "own_db"): f"{TAGS}/m.js",
    ("indexed_db", SITE, "worker_db"): f"{SITE}/worker.js",
    ("indexed_db", ADS, "frame_db"): f"{ADS}/frame",
    ("cache", SITE, "sw_cache"): f"{SITE}/sw.js",
    ("cache", ADS, "frame_cache"): f"{ADS}/frame",
    ("service_worker", SITE, f"{SITE}/sw.js"): f"{SITE}/",
    ("local", SITE, "pop_key"): f"{SITE}/pop",
}

_HOME = f"""<!doctype html><html lang=nl><title>Winkel</title><link rel=stylesheet href="{WIDGETS}/s.css">
<link rel=prefetch href="/next"><nav><a href="/over">Over ons</a></nav><h1>Welkom in de winkel</h1>
<script>
document.cookie = "inline_dc=a";
document.cookie = "wrong_script=a; Domain=elders.example";
document.cookie = "gone=a; Max-Age=600";
document.cookie = "short=a; Max-Age=1";
document.cookie = "never_there=; Max-Age=0";
setTimeout(() => {{ document.cookie = "gone=; Max-Age=0"; }}, 150);
sessionStorage.setItem("by_inline", "1");
localStorage.by_property = "2";
localStorage.setItem("__test__", "1"); localStorage.removeItem("__test__");
navigator.serviceWorker.register("/sw.js");
new Worker("/worker.js");
navigator.sendBeacon("/beacon", "x=1");
new WebSocket("wss://www.winkel.example/socket");
fetch("{TAGS}/api", {{credentials: "include"}}).then((answer) => answer.text());
window.open("/pop");
</script>
<script async src="{MANAGER}/gtm.js?id=GTM-ABC123"></script>
<iframe src="{ADS}/frame"></iframe>
<iframe srcdoc="<script>document.cookie='srcdoc=1'</script>"></iframe>
<img src="{ADS}/px"><img src="{ADS}/hop"><img src="{METRICS}/c.gif">
<div class="pic">plaatje</div><div style="height:4000px"></div><img loading=lazy src="{ADS}/lazy" width=10 height=10>
</html>"""

_MANAGER = f"""
const tag = document.createElement("script"); tag.src = "{TAGS}/m.js"; document.head.append(tag);
const inline = document.createElement("script"); inline.text = "document.cookie = 'injected=1'";
document.head.append(inline);
(0, eval)("document.cookie = 'evaluated=1'");
(0, eval)("document.cookie = 'named_lie=1'\\n//# sourceURL=https://www.onschuldig.example/lie.js");
"""

_METER = """
document.cookie = "rolling=r" + Date.now() + "; Domain=winkel.example; Path=/; Max-Age=63072000";
document.cookie = "expires_c=1; Path=/; Expires=" + new Date(Date.now() + 864000000).toUTCString();
cookieStore.set({name: "store_c", value: "v"});
localStorage.setItem("by_script", "a8f3b2c9-d1e0-4f7a-9c6b-112233445566");
const opening = indexedDB.open("own_db", 1);
opening.onupgradeneeded = () => opening.result.createObjectStore("s").put({a: 1}, "k");
setTimeout(() => { document.cookie = "late=1; Path=/"; }, 3000);
"""

_FRAME = f"""<!doctype html><script>
document.cookie = "frame_dc=1; {NONE}";
localStorage.setItem("frame_key", "1");
const opening = indexedDB.open("frame_db", 1);
opening.onupgradeneeded = () => opening.result.createObjectStore("s");
caches.open("frame_cache").then((cache) => cache.put("/x", new Response("y")));
</script><script src="{WIDGETS}/w.js"></script><iframe src="{WIDGETS}/deep"></iframe>"""

_SERVICE_WORKER = """
self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(Promise.all([
    fetch("/from-sw"), cookieStore.set("sw_store", "1"),
    caches.open("sw_cache").then((cache) => cache.put("/y", new Response("z"))),
  ]));
});
"""

_WORKER = """
fetch("/from-worker");
const opening = indexedDB.open("worker_db", 1);
opening.onupgradeneeded = () => opening.result.createObjectStore("s");
"""

_POPUP = f"""<!doctype html><title>Aanbieding</title><script>document.cookie = "pop_dc=1";
localStorage.setItem("pop_key", "1");</script><img src="{ADS}/popped">"""


def _socket(handler: Any) -> Reply:
    """Shake hands for a WebSocket, then fall silent."""
    key = handler.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
    headers = (
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Accept", accept),
        ("Set-Cookie", "socket_c=1; Path=/"),
    )
    return Reply("", "", 101, headers, hang=3.0)


def build(sites: Sites) -> None:
    """Put the site and its third parties on the loopback servers."""
    cookies = ("sess=s1; HttpOnly; Path=/", "wrong_domain=1; Domain=elders.example", "gone_hdr=1; Path=/")
    sites.add("www.winkel.example/", _HOME, headers=tuple(("Set-Cookie", line) for line in cookies))
    over = '<!doctype html><title>Over</title><p>Over ons</p><script>document.cookie = "sub_c=1; Path=/"</script>'
    over += f'<script src="{MANAGER}/gtm.js?id=GTM-ABC123"></script>'
    sites.add("www.winkel.example/over", over, headers=(("Set-Cookie", "gone_hdr=; Path=/; Max-Age=0"),))
    sites.script("tags.manager.example/gtm.js", _MANAGER)
    sites.script("tags.meter.example/m.js", _METER)
    widget = f'document.cookie="frame_3rd=1; {NONE}"; sessionStorage.setItem("frame_session", "1")'
    sites.script("cdn.widgets.example/w.js", widget)
    sites.add("cdn.widgets.example/deep", f'<script>document.cookie="deep_frame=1; {NONE}"</script>')
    sites.add("cdn.widgets.example/s.css", Reply(".pic{background:url(/bg.gif)}", "text/css"))
    sites.pixel("cdn.widgets.example/bg.gif", f"css_c=1; {NONE}")
    frame_cookies = (f"frame_hdr=1; Max-Age=3600; {NONE}", f"chip=1; Path=/; Partitioned; {NONE}")
    sites.add("ads.reclame.example/frame", _FRAME, headers=tuple(("Set-Cookie", line) for line in frame_cookies))
    sites.pixel("ads.reclame.example/px", f"px=1; Max-Age=1000; {NONE}", "lax_3rd=1")
    sites.pixel("ads.reclame.example/lazy", f"lazy=1; {NONE}")
    sites.pixel("ads.reclame.example/popped", f"pop_img=1; {NONE}")
    hop = (("Location", f"{TAGS}/landed"), ("Set-Cookie", f"hop_c=1; {NONE}"))
    sites.add("ads.reclame.example/hop", Reply("", "text/plain", 302, hop))
    sites.pixel("tags.meter.example/landed", f"landed=1; {NONE}")
    cors = (
        ("Access-Control-Allow-Origin", SITE),
        ("Access-Control-Allow-Credentials", "true"),
        ("Set-Cookie", f"cors_c=1; {NONE}"),
    )
    sites.add("tags.meter.example/api", Reply("{}", "application/json", 200, cors))
    sites.pixel("metrics.winkel.example/c.gif", "cloaked=1; Domain=winkel.example; Path=/; Max-Age=34000000")
    sites.script("www.winkel.example/sw.js", _SERVICE_WORKER)
    sites.script("www.winkel.example/worker.js", _WORKER)
    plain = {"from-sw": "sw_hdr", "from-worker": "worker_hdr", "beacon": "beacon_c", "next": "prefetched"}
    for path, cookie in plain.items():
        headers = (("Set-Cookie", f"{cookie}=1; Path=/"),)
        sites.add(f"www.winkel.example/{path}", Reply("x", "text/plain", headers=headers))
    sites.add("www.winkel.example/pop", _POPUP, headers=(("Set-Cookie", "pop_hdr=1; Path=/"),))
    sites.add("www.winkel.example/socket", _socket)
