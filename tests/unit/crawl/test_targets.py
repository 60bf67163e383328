"""Which addresses a guarded crawl may reach."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.crawl.targets import TargetRefused, Targets, is_public
from auditor.errors import UsageError

NOT_PUBLIC = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "169.254.1.1", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "192.0.2.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.88.99.1", "::1", "::", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:c0a8:101::", "::7f00:1",
    "2001:0:7f00:1::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2a00:1450:400e::1", "64:ff9b::808:808", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    assert not Targets().permits(address)
    with pytest.raises(TargetRefused):
        Targets().addresses(address, 80)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert Targets().addresses(address, 443) == [address]


def test_one_private_address_refuses_a_name() -> None:
    targets = Targets(resolver=lambda host, port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(TargetRefused) as refusal:
        targets.addresses("twee.example", 443)
    assert (refusal.value.host, refusal.value.unknown) == ("twee.example", False)


def test_a_name_without_an_address() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError

    for resolver in (unknown, lambda host, port: []):
        with pytest.raises(TargetRefused) as refusal:
            Targets(resolver=resolver).addresses("weg.example", 443)
        assert refusal.value.unknown


@pytest.mark.parametrize("name", ["localhost", "127.1", "0x7f.0.0.1", "2130706433", "017700000001"])
def test_names_and_odd_forms_of_loopback(name: str) -> None:
    with pytest.raises(TargetRefused):
        Targets().addresses(name, 80)


def test_what_the_configuration_allows() -> None:
    private = Targets(["10.0.0.0/8", "::1", "staging.example"], resolver=lambda host, port: ["192.168.0.9"])
    assert private.addresses("10.3.3.3", 80) == ["10.3.3.3"]
    assert private.addresses("::1", 80) == ["::1"]
    assert private.addresses("Staging.example.", 80) == ["192.168.0.9"]
    for host in ("192.168.0.9", "andere.staging.example", "127.0.0.1"):
        with pytest.raises(TargetRefused):
            private.addresses(host, 80)
    assert Targets(["127.0.0.0/8"]).permits("::ffff:127.0.0.1")


@pytest.mark.parametrize("entry", ["10.0.0.0/33", "a b", "", "http://x.example/", "*"])
def test_what_cannot_be_allowed(entry: str) -> None:
    with pytest.raises(UsageError):
        Targets([entry])


@given(st.ip_addresses(v=4))
def test_an_ipv6_form_is_no_way_round(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    for form in (
        ipaddress.IPv6Address((0xFFFF << 32) | number),
        ipaddress.IPv6Address((0x64FF9B << 96) | number),
        ipaddress.IPv6Address((0x2002 << 112) | (number << 80)),
    ):
        assert is_public(form) == is_public(address)


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_public_is_at_most_what_the_registries_call_global(address: ipaddress.IPv4Address) -> None:
    assert not (is_public(address) and (address.is_loopback or address.is_link_local or address.is_multicast))
