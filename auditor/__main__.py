"""``python -m auditor``: the same as the command ``auditor``."""

from __future__ import annotations

import sys
from pathlib import Path

# `python -m` puts the working folder first in the path: folders named reports or declarations that
# happen to lie there must not be taken for our packages.
if sys.path and Path(sys.path[0] or ".").resolve() != Path(__file__).resolve().parent.parent:
    del sys.path[0]

from auditor.cli.main import main

main()
