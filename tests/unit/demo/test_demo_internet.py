"""The simulated internet, asked over its own sockets."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.demo.internet import DemoInternet
from auditor.demo.site import Site, load_site


@pytest.fixture(scope="module")
def internet() -> Iterator[DemoInternet]:
    with DemoInternet() as running:
        yield running


def _port(internet: DemoInternet, which: str) -> int:
    rule = next(rule for rule in internet.resolve if rule.startswith(f"*:{which}="))
    return int(rule.rsplit(":", 1)[1])


class _Connection(http.client.HTTPSConnection):
    """A connection to the simulated internet that says whom it wants to reach, and trusts its authority only."""

    def __init__(self, internet: DemoInternet, host: str) -> None:
        context = ssl.create_default_context(cadata=internet.authority_pem.decode())
        super().__init__("127.0.0.1", _port(internet, "443"), timeout=10, context=context)
        self._host, self._tls = host, context

    def connect(self) -> None:
        raw = socket.create_connection((self.host, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(raw, server_hostname=self._host)

    def fetch(self, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        self.request(method, path, headers={"Host": self._host, **headers})
        response = self.getresponse()
        return response, response.read()


def _get(internet: DemoInternet, host: str, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = _Connection(internet, host)
    try:
        return connection.fetch(path, **headers)
    finally:
        connection.close()


def test_there_are_five_companies_under_example(internet: DemoInternet) -> None:
    assert sorted(internet.urls) == ["data_recovery", "dating", "ict_company", "repair_shop", "web_shop"]
    assert all(url.startswith("https://www.") and url.endswith(".example/") for url in internet.urls.values())


def test_a_connection_serves_many_requests_and_its_certificate_is_the_hosts(internet: DemoInternet) -> None:
    connection = _Connection(internet, "www.klikherstel.example")
    for path in ("/", "/assets/style.css", "/tarieven"):
        response, body = connection.fetch(path)
        assert response.status == 200
        assert int(response.headers["Content-Length"]) == len(body) > 0
    assert connection.sock is not None
    certificate = connection.sock.getpeercert()
    assert ("DNS", "www.klikherstel.example") in certificate["subjectAltName"]
    connection.close()


def test_plain_http_leads_to_https_and_the_short_name_to_the_long_one(internet: DemoInternet) -> None:
    plain = http.client.HTTPConnection("127.0.0.1", _port(internet, "80"), timeout=10)
    plain.request("GET", "/privacy?a=1", headers={"Host": "klikherstel.example"})
    response = plain.getresponse()
    response.read()
    plain.close()
    assert (response.status, response.headers["Location"]) == (301, "https://klikherstel.example/privacy?a=1")
    response, _ = _get(internet, "klikherstel.example", "/privacy")
    assert (response.status, response.headers["Location"]) == (301, "https://www.klikherstel.example/privacy")


def test_a_host_that_nobody_has_is_refused(internet: DemoInternet) -> None:
    with pytest.raises(ssl.SSLError):
        _get(internet, "unknown.example", "/")
    with pytest.raises(ssl.SSLError):
        _get(internet, "doubleclick.net.evil.example", "/")
    plain = http.client.HTTPConnection("127.0.0.1", _port(internet, "80"), timeout=10)
    plain.request("GET", "/", headers={"Host": "unknown.example"})
    with pytest.raises(http.client.RemoteDisconnected):
        plain.getresponse()
    plain.close()


def test_a_session_cookie_is_set_once_with_a_new_value_for_each_visitor(internet: DemoInternet) -> None:
    first, _ = _get(internet, "www.klikherstel.example", "/")
    second, _ = _get(internet, "www.klikherstel.example", "/")
    values = [response.headers["Set-Cookie"].split(";")[0] for response in (first, second)]
    assert all(value.startswith("PHPSESSID=") for value in values)
    assert values[0] != values[1]
    attributes = {part.strip() for part in first.headers["Set-Cookie"].split(";")[1:]}
    assert attributes == {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"}
    again, _ = _get(internet, "www.klikherstel.example", "/", Cookie=values[0])
    assert "Set-Cookie" not in again.headers


def test_third_parties_answer_under_their_own_names(internet: DemoInternet) -> None:
    response, body = _get(internet, "www.googletagmanager.com", "/gtag/js?id=G-1")
    assert response.headers["Content-Type"].startswith("application/javascript")
    assert b"_ga" in body
    response, body = _get(internet, "www.facebook.com", "/tr/?id=1&ev=PageView")
    assert body.startswith(b"GIF89a")
    assert response.headers["Set-Cookie"].startswith("fr=")
    assert "SameSite=None" in response.headers["Set-Cookie"]
    response, _ = _get(internet, "region9.google-analytics.com", "/g/collect?v=2")
    assert response.status == 204
    response, _ = _get(internet, "www.facebook.com", "/elsewhere")
    assert response.status == 404


def test_a_beacon_with_a_body_leaves_the_connection_usable(internet: DemoInternet) -> None:
    connection = _Connection(internet, "k.clarity.ms")
    connection.request("POST", "/collect", body=b"x" * 5000, headers={"Host": "k.clarity.ms"})
    response = connection.getresponse()
    response.read()
    assert response.status == 204
    response, body = connection.fetch("/nothing", method="HEAD")
    assert (response.status, body) == (404, b"")
    connection.close()


def test_the_log_names_requests_and_cookies_but_no_values(internet: DemoInternet) -> None:
    internet.clear_log()
    _get(internet, "www.lonkje.example", "/privacy?q=1", Cookie="sessionid=geheim; taal=nl")
    (entry,) = internet.log
    assert (entry.host, entry.path, entry.query, entry.status) == ("www.lonkje.example", "/privacy", "q=1", 200)
    assert entry.cookies == ("sessionid", "taal")
    assert "geheim" not in repr(entry)


def test_copies_share_one_site_under_hosts_of_their_own() -> None:
    with DemoInternet(sites=("dating",), copies=120) as internet:
        assert len(internet.urls) == 121
        assert internet.urls["site-120"] == "https://site-120.example/"
        response, body = _get(internet, "site-120.example", "/")
        assert response.status == 200
        assert b"Klikherstel" in body


def test_a_site_of_a_test_can_be_added(tmp_path: Path) -> None:
    folder = tmp_path / "probe"
    folder.mkdir()
    (folder / "layout.html").write_text("<title>{{title}}</title>{{content}}")
    (folder / "page.html").write_text("<p>Dag</p>")
    (folder / "site.yaml").write_text(
        "host: probe.example\ncompany: Probe\nabout: x\npages: [{path: /, file: page.html, title: T}]\n"
    )
    probe: Site = load_site(folder)
    with DemoInternet(sites=(), extra=[probe]) as internet:
        assert internet.urls == {"probe": "https://probe.example/"}
        _, body = _get(internet, "probe.example", "/")
    assert body == b"<title>T</title><p>Dag</p>"


def test_a_visitor_who_hangs_up_troubles_nobody(internet: DemoInternet, capfd: pytest.CaptureFixture[str]) -> None:
    for _ in range(5):
        socket.create_connection(("127.0.0.1", _port(internet, "443")), 5).close()
    half = socket.create_connection(("127.0.0.1", _port(internet, "80")), 5)
    half.sendall(b"GET / HTTP/1.1\r\nHost: www.lonk")
    half.close()
    response, _ = _get(internet, "www.lonkje.example", "/")
    assert response.status == 200
    assert capfd.readouterr() == ("", "")


def test_outside_the_with_block_there_is_no_address() -> None:
    internet = DemoInternet(sites=("dating",))
    with pytest.raises(RuntimeError):
        _ = internet.resolve
    with internet:
        port = _port(internet, "443")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), 2)
