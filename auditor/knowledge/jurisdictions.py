"""What ``--law`` chooses: whose provisions are cited, and what differs from one country to another.

Pure: files are read once from the package, nothing else. A country that is added as a file is known at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from auditor.knowledge.laws import applies, in_force, laws
from auditor.knowledge.schema import Jurisdiction, Law

#: libyaml where the wheel has it, the same safe tags without.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def jurisdiction_ids() -> tuple[str, ...]:
    """The ids of the shipped jurisdictions, in alphabetical order; reads no file."""
    folder = files("auditor.knowledge").joinpath("data", "jurisdictions")
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@cache
def jurisdiction(name: str) -> Jurisdiction:
    """A jurisdiction by its id (``nl``). Raises ValueError for one that there is no file of."""
    if name not in jurisdiction_ids():
        raise ValueError(f"{name!r} is none of {', '.join(jurisdiction_ids())}")
    raw = files("auditor.knowledge").joinpath("data", "jurisdictions", f"{name}.yaml").read_bytes()
    return Jurisdiction.model_validate(yaml.load(raw, Loader=_LOADER))  # noqa: S506


def provisions_under(names: Iterable[str], law: str, day: date) -> tuple[Law, ...]:
    """The provisions to cite under a jurisdiction on a day, for those that a check touches; each once, in order.

    One with a topic stands for its like: in its place come the jurisdiction's own on that topic, or none. The rest
    stays where it applies. What was not in force on the day is left out. Where nothing remains, the check's own are
    cited, whether or not they hold here: guidance of elsewhere says itself whom it is for, and is better than none."""
    touched = [laws()[name] for name in names if name in laws()]
    own = jurisdiction(law).provisions
    found: dict[str, Law] = {}
    for one in touched:
        here = [laws()[name] for name in own.get(one.topic, ())] if one.topic is not None else [one]
        found.update({each.id: each for each in here if applies(each, law) and in_force(each, day)})
    return tuple(found.values()) or tuple(touched)
