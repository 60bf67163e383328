"""The names of a sentence's signs stay what the weights were fitted to; in groups they weigh the same."""

from __future__ import annotations

import numpy as np
from reading import document

from declarations.language import words
from declarations.passages import passages
from declarations.weighing.features import Place, Tagged, _concepts, _words, features, signs_of
from declarations.weighing.signs import Signs
from declarations.weighing.weights import weights

PAGE = (
    "<html lang=nl><body><h1>Privacy</h1><h2>Gebruikt deze winkel cookies?</h2><p>Nee, geen trackingcookies.</p>"
    "<p>Alleen met uw toestemming meten wij in 2024 met Google Analytics, maar niet met Hotjar:</p>"
    "<ul><li>uw bezoek</li><li>niet uw naam</li></ul></body></html>"
)

#: By hand, from what the module says.
_OF_WORDS = (
    "w:geen s:geen w:trackers s:tracke w:hier s:hier c:<trac c:track c:racke c:acker c:ckers c:kers>"
    " b:<s>_geen b:geen_trackers b:trackers_hier b:hier_</s> sb:<s>_geen sb:geen_tracke sb:tracke_hier"
    " sb:hier_</s> st:geen_track_hier sk:geen_hier first:geen last:trackers len:0"
)
_OF_CONCEPTS = (
    "k:cookie k:not k:third kk:cookie+not kk:cookie+third kk:not+third t3:cookie+not+third sig:cookie+not+third"
    " ks:not>cookie ks:cookie>third k2:not>third gn:cookie gn:not gn:third gC:cookie gC:not gC:third"
    " gnn:cookie+not gnn:cookie+third gnn:not+third"
)


def test_the_signs_of_words():
    found = Signs()
    _words(("geen", "trackers", "hier"), found)
    assert sorted(found.names()) == sorted(_OF_WORDS.split())


def test_the_signs_of_concepts():
    found = Signs()
    concepts = tuple(map(frozenset, ({"not"}, {"cookie"}, {"third"}, set())))
    _concepts(Tagged(("geen", "cookies", "derden", "."), concepts, (0, 5, 13, 19)), found)
    assert sorted(found.names()) == sorted(_OF_CONCEPTS.split())


def test_the_signs_around_a_sentence():
    first, second, item, _ = passages(document(PAGE), words("nl"))
    place = Place("own", True, 3)
    assert {"h:gebrui", "h2:privac", "hq", "noprev", "kind:paragraph", "nv:0", "bear:own", "own:True", "doc:3"} <= set(
        features(first, place)
    )
    assert {"p:tracki", "v:analytics", "nv:2", "w:N", "w:V_analytics"} <= set(features(second, place))
    assert {"lead", "item", "l:alleen", "kind:list_item"} <= set(features(item, place))


def test_signs_in_groups_weigh_the_same_as_one_by_one():
    for kind in ("sentence", "name"):
        weighing = weights(kind)
        for passage in passages(document(PAGE), words("nl")):
            place = Place("own", True, 0)
            for _ in range(2):
                grouped = weighing.total_of(signs_of(passage, place))
                named = weighing.total(features(passage, place))
                assert grouped.number == named.number
                assert np.array_equal(grouped.weights, named.weights)
