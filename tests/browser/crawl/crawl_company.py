"""An ordinary company's site with a menu, a policy and a third party."""

from __future__ import annotations

from crawl_loopback import Reply, Sites

SITE = "https://www.bedrijf.example"
SECRET = "geheime-waarde-4711-xyz"


def build(sites: Sites) -> None:
    menu = (
        '<nav><a href="/over">Over ons</a><a href="/diensten/a">A</a><a href="/diensten/b">B</a>'
        '<a href="/uitloggen">Uit</a></nav>'
    )
    footer = (
        '<footer><a href="/privacy">Privacyverklaring</a> <a href="/cookies.pdf">Cookies</a>'
        '<a href="/av">Voorwaarden</a>'
        '<a href="https://www.anders.example/">Partner</a><a href="/brochure.pdf">Brochure</a></footer>'
    )
    script = '<script src="https://tel.meter.example/t.js"></script>'
    for path in ("", "over", "diensten/a", "diensten/b"):
        body = f"<!doctype html><html lang=nl><title>{path or 'Thuis'}</title>{menu}<h1>Tekst</h1>{script}{footer}"
        sites.add(f"www.bedrijf.example/{path}", body, headers=(("Set-Cookie", f"sid={SECRET}; Path=/; HttpOnly"),))
    policy = f"<!doctype html><title>Privacy</title><h1>Privacy</h1><p>Uw nummer is {SECRET}.</p><div id=x></div>"
    policy += "<script>document.getElementById('x').textContent = 'Wij gebruiken cookies'</script>"
    sites.add("www.bedrijf.example/privacy", policy)
    sites.add("www.bedrijf.example/av", "<title>Voorwaarden</title><p>Betaling binnen dertig dagen.</p>")
    sites.add("www.bedrijf.example/cookies.pdf", Reply(b"%PDF-1.4 tabel", "application/pdf"))
    sites.add("www.bedrijf.example/verklaring", "<title>Cookieverklaring</title><p>Tabel met cookies</p>")
    sites.script(
        "tel.meter.example/t.js",
        f"""
        localStorage.setItem("id", "{SECRET}-opslag");
        new Image().src = "https://tel.meter.example/p/{SECRET}/x?uid={SECRET}&gcs=G100";
        fetch("https://tel.meter.example/b", {{method: "POST", mode: "no-cors", body: "id={SECRET}-opslag"}});
        const frame = document.createElement("img"); frame.src = "https://www.bedrijf.example.kwaad.example/i";
        document.body.append(frame);""",
    )
    for path in (f"p/{SECRET}/x", "b"):
        sites.pixel(f"tel.meter.example/{path}")
