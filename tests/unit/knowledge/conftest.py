"""What the tests of the knowledge share."""

from __future__ import annotations

import pytest

from auditor.knowledge.vendors import VendorBase, vendors


@pytest.fixture(scope="session")
def base() -> VendorBase:
    """The vendors as shipped."""
    return vendors()
