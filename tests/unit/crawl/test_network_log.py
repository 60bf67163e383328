from __future__ import annotations

from typing import Any

from auditor.crawl.initiators import InitiatorChains, stack_of
from auditor.crawl.network_log import NetworkLog, Source
from auditor.crawl.redaction import redact
from auditor.crawl.write_log import WriteLog, parse_message, stack_urls

PAGE = "https://www.voorbeeld.nl/"
TAB = Source("s", "main")


class Log:
    """Feeds a log with events as DevTools sends them."""

    def __init__(self) -> None:
        self.log = NetworkLog()
        self.ask("doc", PAGE, "Document", loader="doc", initiator={"type": "other"})

    def ask(self, request: str, url: str, kind: str, *, loader: str = "doc", frame: str = "main", **more: Any) -> None:
        event = {
            "requestId": request,
            "loaderId": loader,
            "frameId": frame,
            "documentURL": more.pop("document", PAGE),
            "request": {"url": url, "method": "GET"},
            "type": kind,
            "initiator": more.pop("initiator", {"type": "parser", "url": PAGE}),
            **more,
        }
        self.log.on_event("Network.requestWillBeSent", event, more.get("source", TAB), PAGE)

    def tell(self, name: str, request: str, **more: Any) -> None:
        self.log.on_event(f"Network.{name}", {"requestId": request, **more}, TAB, PAGE)

    def chain(self, url: str) -> list[tuple[str, str]]:
        hop = next(hop for hop in self.log.hops if hop.url == url)
        return [(link.kind, link.url) for link in InitiatorChains(self.log, redact).of_request(hop)]


def _script(*urls: str, parent: dict[str, Any] | None = None) -> dict[str, Any]:
    stack: dict[str, Any] = {"callFrames": [{"url": url} for url in urls]}
    return {"type": "script", "stack": {**stack, **({"parent": parent} if parent else {})}}


def test_a_cookie_line_is_blocked_only_where_the_browser_says_so() -> None:
    log = Log()
    log.ask("1", "https://x.example/p", "Image")
    headers = {"Set-Cookie": "a=1; Secure\nb=2"}
    blocked = [{"cookieLine": "b=2", "blockedReasons": ["SameSiteUnspecifiedTreatedAsLax"]}]
    log.tell("responseReceivedExtraInfo", "1", headers=headers, blockedCookies=blocked)
    hop = list(log.log.sent())[1]
    assert [(c.line, c.blocked) for c in hop.set_cookies] == [
        ("a=1; Secure", ()),
        ("b=2", ("SameSiteUnspecifiedTreatedAsLax",)),
    ]


def test_each_hop_of_a_redirect_has_its_own_cookies() -> None:
    log = Log()
    log.ask("1", "http://x.example/a", "Image")
    answer = {"status": 307, "headers": {}}
    log.ask("1", "https://x.example/a", "Image", redirectResponse=answer, redirectHasExtraInfo=False)
    answer = {"status": 302, "headers": {}, "remoteIPAddress": "192.0.2.7"}
    log.ask("1", "https://y.example/b", "Image", redirectResponse=answer, redirectHasExtraInfo=True)
    log.tell("responseReceivedExtraInfo", "1", headers={"set-cookie": "second=1"}, blockedCookies=[])
    log.tell("responseReceivedExtraInfo", "1", headers={"set-cookie": "third=1"}, blockedCookies=[])
    log.tell("responseReceived", "1", response={"status": 200, "headers": {}}, hasExtraInfo=True, type="Image")
    hops = list(log.log.sent())[1:]
    assert [[c.line for c in hop.set_cookies] for hop in hops] == [[], ["second=1"], ["third=1"]]
    assert [hop.status for hop in hops] == [307, 302, 200]
    assert hops[1].address == "192.0.2.7"
    assert log.chain("https://y.example/b") == [
        ("redirect", "https://x.example/a"),
        ("redirect", "http://x.example/a"),
        ("html", PAGE),
    ]


def test_what_a_cache_or_a_service_worker_answered_did_not_leave() -> None:
    log = Log()
    log.ask("1", "https://x.example/cached.js", "Script")
    log.tell("requestServedFromCache", "1")
    log.ask("2", "https://x.example/by-worker", "Fetch")
    log.tell("responseReceived", "2", response={"status": 200, "headers": {}, "fromServiceWorker": True})
    log.ask("3", "data:image/gif;base64,AAAA", "Image")
    assert [hop.url for hop in log.log.sent()] == [PAGE]
    assert log.log.loaded("https://x.example/cached.js")


def test_a_chain_goes_back_over_the_scripts_to_the_page() -> None:
    log = Log()
    log.ask("1", "https://beheer.example/gtm.js", "Script")
    log.ask("2", "https://meter.example/a.js", "Script", initiator=_script("https://beheer.example/gtm.js"))
    log.ask("3", "https://meter.example/hit", "Image", initiator=_script("https://meter.example/a.js"))
    assert log.chain("https://meter.example/hit") == [
        ("script", "https://meter.example/a.js"),
        ("script", "https://beheer.example/gtm.js"),
        ("html", PAGE),
    ]


def test_asynchronous_parents_are_looked_at() -> None:
    log = Log()
    log.ask("1", "https://meter.example/a.js", "Script")
    late = {"description": "setTimeout", "callFrames": [{"url": "https://meter.example/a.js"}]}
    log.ask("2", "https://meter.example/hit", "Image", initiator=_script(parent=late))
    assert log.chain("https://meter.example/hit")[0] == ("script", "https://meter.example/a.js")
    assert list(stack_of(_script("https://a/1", "about:blank", parent={"callFrames": [{"url": "https://b/2"}]}))) == [
        "https://a/1",
        "https://b/2",
    ]


def test_a_name_in_a_source_comment_is_no_script() -> None:
    log = Log()
    log.ask("1", "https://meter.example/a.js", "Script")
    chains = InitiatorChains(log.log, redact)
    assert (
        chains.writer(("https://onschuldig.example/x.js", "https://meter.example/a.js")) == "https://meter.example/a.js"
    )
    assert chains.writer(("https://onschuldig.example/x.js",)) is None


def test_scripts_that_load_each_other_end() -> None:
    log = Log()
    log.ask("1", "https://a.example/1.js", "Script", initiator=_script("https://b.example/2.js"))
    log.ask("2", "https://b.example/2.js", "Script", initiator=_script("https://a.example/1.js"))
    assert len(log.chain("https://a.example/1.js")) <= 4


def test_stacks_of_v8() -> None:
    stack = (
        "Error\n    at stack (<anonymous>:31:21)\n    at set (<anonymous>:56:80)\n"
        "    at eval (eval at run (https://m.example/gtm.js?id=GTM-1:3:7), <anonymous>:1:1)\n"
        "    at async https://m.example/a.js:10:2\n    at HTMLScriptElement.onload (https://w.example/:4:1)"
    )
    assert stack_urls(stack) == ("https://m.example/gtm.js?id=GTM-1", "https://m.example/a.js", "https://w.example/")
    assert stack_urls("") == ()


def test_forged_messages_are_no_writes() -> None:
    for raw in (None, 7, "", "{", "[]", "null"):
        assert parse_message(raw) is None
    log = WriteLog()
    assert log.add({"kind": 5}, PAGE, True) is None
    assert log.add({}, PAGE, True) is None
    write = log.add({"kind": "local", "origin": "https://x.example", "frame": "blob:https://x.example/1"}, PAGE, True)
    assert write is not None
    assert write.frame == "https://x.example/"
