"""Says in one sentence why a page could not be loaded, from Chromium's error codes."""

from __future__ import annotations

import re

#: Chromium's codes (net/base/net_error_list.h), as far as a sentence of their own helps.
SENTENCES: dict[str, str] = {
    "ERR_NAME_NOT_RESOLVED": "The name {host} could not be found.",
    "ERR_NAME_RESOLUTION_FAILED": "The name {host} could not be looked up.",
    "ERR_CONNECTION_REFUSED": "{host} refuses connections.",
    "ERR_CONNECTION_RESET": "{host} broke off the connection.",
    "ERR_CONNECTION_CLOSED": "{host} closed the connection without an answer.",
    "ERR_CONNECTION_TIMED_OUT": "{host} did not answer in time.",
    "ERR_TIMED_OUT": "{host} did not answer in time.",
    "ERR_ADDRESS_UNREACHABLE": "The address of {host} cannot be reached.",
    "ERR_INTERNET_DISCONNECTED": "This machine has no network connection.",
    "ERR_EMPTY_RESPONSE": "{host} closed the connection without an answer.",
    "ERR_TOO_MANY_REDIRECTS": "{host} redirects in a circle.",
    "ERR_PROXY_CONNECTION_FAILED": "The proxy cannot be reached.",
    "ERR_TUNNEL_CONNECTION_FAILED": "The proxy refused the connection to {host}.",
    "ERR_INVALID_RESPONSE": "{host} gave an answer that is no HTTP.",
    "ERR_INVALID_HTTP_RESPONSE": "{host} gave an answer that is no HTTP.",
    "ERR_HTTP2_PROTOCOL_ERROR": "{host} gave an answer that breaks the HTTP/2 protocol.",
    "ERR_SSL_PROTOCOL_ERROR": "{host} does not speak TLS on this port.",
    "ERR_BLOCKED_BY_CLIENT": "The browser refused to load the page.",
    "ERR_UNSAFE_PORT": "The browser refuses to use this port.",
    "ERR_INVALID_URL": "The address is not valid.",
}

_CODE = re.compile(r"net::(ERR_[A-Z0-9_]+)")


def error_code(message: str) -> str | None:
    """Chromium's error code in a message of Playwright, without ``net::``."""
    match = _CODE.search(message)
    return match.group(1) if match else None


def unreachable(message: str, host: str) -> str:
    """One sentence on why ``host`` gave no page."""
    code = error_code(message)
    if code is None:
        return f"{host} gave no page."
    if code.startswith("ERR_CERT_") or code == "ERR_SSL_VERSION_OR_CIPHER_MISMATCH":
        return f"The certificate of {host} is not valid ({code})."
    sentence = SENTENCES.get(code, "{host} gave no page ({code}).")
    return sentence.format(host=host, code=code)
