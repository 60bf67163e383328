"""The weighing: weights as they are kept and read back, and the signs of a sentence. What follows: test_judgement."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from placed import on_page, placed

from auditor.models.claim_params import ClaimParams
from auditor.models.common import ClaimType
from declarations.bearing import bearing
from declarations.claim import Found
from declarations.concepts import lexicon
from declarations.folding import Folded
from declarations.language import LANGUAGES, words
from declarations.passages import Passage
from declarations.weighing.features import (
    MAX_TOKENS,
    Place,
    features,
    focus_features,
    named_by_rules,
    places,
    rule_features,
    tagged,
)
from declarations.weighing.weights import (
    LENGTH,
    RULED,
    SITUATIONS,
    Weights,
    corpus,
    packed,
    probability,
    situation,
    weights,
)
from tests.policies.examples import corpus_hash

_OWN = Place("own", own=True, explaining=0)


def _made(matrix, bias, labels=("one", "two"), signs=("a", "b", "c")) -> Weights:
    threshold = np.full((SITUATIONS, len(labels)), 0.5)
    return Weights(packed(labels, signs, np.array(matrix, float), np.array(bias, float), threshold))


class TestWeights:
    def test_they_are_read_back_within_the_rounding_of_a_byte(self):
        matrix = np.random.default_rng(1).normal(0, 3, (200, 5))
        names = [f"sign {number}" for number in range(200)]
        labels = [f"label {number}" for number in range(5)]
        back = _made(matrix, [0, 1, -2, 3, 0.5], labels, names)
        for column, label in enumerate(labels):
            step = np.abs(matrix[:, column]).max() / 127
            found = back.column(label)
            assert all(abs(found.get(name, 0.0) - matrix[row, column]) <= step * 0.51 for row, name in enumerate(names))
        assert back.labels == tuple(labels)
        assert back.logits([]) == pytest.approx([0, 1, -2, 3, 0.5])

    def test_each_is_kept_in_one_byte(self):
        kept = packed(["one"], ["a"], np.array([[1e9]]), np.array([0.0]), np.full((SITUATIONS, 1), 0.5))
        assert kept["matrix"].dtype == np.int8
        assert Weights(kept).column("one")["a"] == pytest.approx(1e9, rel=1e-3)

    def test_a_label_for_which_nothing_weighs_is_kept_too(self):
        back = _made([[0, 1], [0, -1], [0, 0]], [-1, 0])
        assert back.column("one") == {}
        assert back.logits(["a", "b", "c"])[0] == -1

    def test_names_are_kept_whatever_letters_they_have(self):
        back = _made([[1, 0], [0, 1], [1, 1]], [0, 0], ("één", "zwölf|x=ß"), ("w:straße", "b:<s>_c'est", "w:ö"))
        assert set(back.column("één")) == {"w:straße", "w:ö"}

    def test_unknown_signs_weigh_nothing(self):
        back = _made([[1, -1], [2, 0], [0, 3]], [0.5, -0.5])
        assert back.logits(["never seen"]).tolist() == back.logits([]).tolist() == [0.5, -0.5]
        assert back.logits(["a", "never seen", "nor this"]).tolist() == back.logits(["a"]).tolist()
        assert back.logits(["a"], ["unknown to the rules"]).tolist() == back.logits(["a"]).tolist()

    def test_the_signs_of_a_sentence_are_brought_to_one_length(self):
        back = _made([[1, 0], [2, 0], [3, 0]], [0.25, 0])
        assert back.logits(["a"])[0] == pytest.approx(0.25 + LENGTH, rel=0.01)
        assert back.logits(["a", "b", "c"])[0] == pytest.approx(0.25 + 6 * LENGTH / math.sqrt(3), rel=0.01)

    def test_the_signs_of_the_rules_count_for_what_they_are(self):
        back = _made([[1, 0], [2, 0], [3, 0]], [0.25, 0])
        assert back.logits([], ["a", "b", "c"])[0] == pytest.approx(0.25 + 6 * RULED, rel=0.01)
        both = back.logits(["a"], ["b", "c"])[0]
        assert both == pytest.approx(0.25 + LENGTH + 5 * RULED, rel=0.01)

    def test_asking_changes_nothing(self):
        back = _made([[1, 0], [2, 0], [3, 0]], [0.25, 0])
        assert back.logits(["a"], ["b"]).tolist() == back.logits(["a"], ["b"]).tolist()
        assert back.logits([]).tolist() == [0.25, 0]

    def test_log_odds_become_probabilities(self):
        found = probability(np.array([0, math.log(3), -math.log(3), 1000, -1000], np.float32))
        assert found[:3] == pytest.approx([0.5, 0.75, 0.25], abs=1e-6)
        assert found[3] == pytest.approx(1)
        assert 0 < found[4] < 1e-9
        rising = probability(np.linspace(-9, 9, 50, dtype=np.float32))
        assert all(first < second for first, second in pairwise(rising))

    @pytest.mark.parametrize(
        ("ruled", "own", "expected"), [(True, True, 1), (True, False, 1), (False, True, 0), (False, False, 2)]
    )
    def test_the_threshold_is_that_of_the_situation(self, ruled, own, expected):
        assert situation(ruled=ruled, own=own) == expected < SITUATIONS


class TestShippedWeights:
    @pytest.mark.parametrize("kind", ["sentence", "name"])
    def test_labels_are_claim_types_or_values_of_their_parameters(self, kind):
        for label in weights(kind).labels:
            claim_type, _, value = label.partition("|")
            assert claim_type in get_args(ClaimType)
            if value:
                assert value.partition("=")[0] in ClaimParams.model_fields, label
                assert claim_type in weights(kind).labels, label

    def test_values_are_those_that_a_claim_may_have(self):
        for label in weights("sentence").labels:
            name, _, value = label.partition("|")[2].partition("=")
            if name:
                read = {"true": True, "false": False}.get(value, value)
                assert ClaimParams.model_validate({name: read}), label

    def test_services_are_told_of_each_name(self):
        assert {"uses_vendor", "no_vendor"} <= set(weights("name").labels)

    def test_the_weights_are_fitted_to_the_labelled_pages_of_today(self):
        assert corpus() == corpus_hash(), "run the training: python -m tests.policies.train"
        for kind in ("sentence", "name"):
            assert weights(kind).threshold.shape == (SITUATIONS, len(weights(kind).labels))


class TestPlaces:
    def test_each_sentence_has_a_place(self):
        found = on_page("<h2>Cookies</h2><p>Wij plaatsen cookies. Wij meten het bezoek.</p>", "nl")
        assert [place for _, place in found] == [_OWN, _OWN]
        assert places([], []) == []

    def test_the_share_that_explains_is_told_in_tenths(self):
        said = [passage for passage, _ in on_page("<p>Een. Twee. Drie. Vier. Vijf. Zes. Zeven. Acht.</p>", "nl")]
        explained = [(passage, "definition" if index < 2 else "own") for index, passage in enumerate(said)]
        assert {place.explaining for place in places(explained, [])} == {10 * 2 // len(said)}
        assert {place.explaining for place in places([(passage, "law") for passage in said], [])} == {9}

    def test_own_are_the_sentences_that_are_given_as_own(self):
        said = on_page("<p>Wij plaatsen cookies. Wij plaatsen cookies nooit zonder vraag.</p>", "nl")
        bearings = [(passage, bearing(passage)) for passage, _ in said]
        assert [place.own for place in places(bearings, [said[1][0]])] == [False, True]

    def test_a_question_is_not_the_sites_own_word(self):
        _, place = placed("Gebruiken wij cookies?", "nl")
        assert place.bearing == "question"


#: A sentence in each language, and signs that it has.
_SIGNS = [
    (
        "nl",
        "Wij plaatsen geen marketingcookies zonder uw toestemming.",
        "k:own k:not k:set k:marketing k:cookie k:consent kk:cookie+not gn:cookie gc:cookie kh:cookie own:True bear:own"
        " w:geen b:wij_plaatsen c:cooki ks:not>marketing t3:act+cookie+not noprev nv:0",
    ),
    (
        "en",
        "We only use analytical cookies after you have agreed.",
        "k:only k:use k:analytics k:cookie k:after k:accept go:cookie kk:analytics+only first:we last:agreed"
        " b:<s>_we b:._</s> kind:paragraph doc:0",
    ),
    (
        "de",
        "Wir setzen Google Analytics nicht ein, aber Matomo.",
        "k:not k:V k:V_analytics v:analytics nv:2 gn:V_analytics w:V_analytics kk:V+not sig:not+vendor",
    ),
    (
        "fr",
        "Nous n'utilisons aucun cookie publicitaire.",
        "k:not k:use k:cookie k:marketing gn:marketing kk:marketing+not gnn:cookie+not s:aucun",
    ),
]


class TestSigns:
    @pytest.mark.parametrize(("code", "sentence", "expected"), _SIGNS)
    def test_a_sentence_has_the_signs_of_what_it_says(self, code, sentence, expected):
        passage, place = placed(sentence, code)
        assert set(expected.split()) - set(features(passage, place)) == set()

    def test_a_denial_bears_on_its_own_part_only(self):
        found = features(*placed("Wij gebruiken statistieken, maar geen advertenties.", "nl"))
        assert {"gn:marketing", "k:analytics"} <= set(found)
        assert "gn:analytics" not in found

    def test_what_stands_before_is_told_apart(self):
        found = features(*placed("Plaatsen wij advertenties? Nee.", "nl"))
        assert {"pq", "kp:marketing", "kpq:marketing", "kps:marketing"} <= set(found)
        assert "k:marketing" not in found

    def test_the_items_of_a_list_hear_its_lead(self):
        body = "<h2>Cookies</h2><p>Wij gebruiken geen:</p><ul><li>advertentiecookies</li></ul>"
        found = features(*on_page(body, "nl")[-1])
        assert {"item", "lead", "kl:not", "kln:marketing", "kind:list_item"} <= set(found)

    def test_a_heading_that_asks_is_heard(self):
        found = features(*on_page("<h2>Plaatsen wij cookies?</h2><p>Nee, nooit.</p>", "nl")[-1])
        assert {"hq", "khq:cookie", "khqn:cookie"} <= set(found)

    def test_a_number_is_a_number_whatever_it_is(self):
        first, second = (features(*placed(f"De cookie blijft {days} dagen.", "nl")) for days in ("30", "1.095"))
        assert first == second
        assert {"w:N", "k:N"} <= set(first)

    @pytest.mark.parametrize(("code", "sentence", "expected"), _SIGNS)
    def test_they_are_the_same_each_time_and_each_once(self, code, sentence, expected):
        passage, place = placed(sentence, code)
        found = features(passage, place)
        assert found == features(*placed(sentence, code)) == sorted(set(found))

    def test_they_are_the_same_in_another_process(self):
        code, sentence, _ = _SIGNS[2]
        here = Path(__file__)
        script = (
            "from placed import placed; from declarations.weighing.features import features;"
            f"print('\\n'.join(features(*placed({sentence!r}, {code!r}))))"
        )
        paths = os.pathsep.join((str(here.parent), str(here.parents[3])))
        environment = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": paths, "PYTHONUTF8": "1"}
        ran = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, encoding="utf-8", check=True
        )
        assert ran.stdout.splitlines() == features(*placed(sentence, code))

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_a_sentence_without_end_has_not_more_signs_than_a_long_one(self, code):
        text = " ".join(f"{name} cookies not geen nicht pas, google analytics" for name in lexicon(code).names)
        passage = _long(code, " ".join([text] * (100_000 // len(text.split()) + 1)))
        assert len(passage.text.split()) >= 100_000
        assert len(tagged(passage).tokens) == MAX_TOKENS
        assert len(features(passage, _OWN)) < 20_000

    def test_the_signs_of_the_rules_name_the_type_and_its_values(self):
        passage, _ = placed("Wij plaatsen geen marketingcookies.", "nl")
        claim = Found("no_category", passage, {"category": ["marketing", "social"], "vendor": ["matomo"]})
        assert rule_features([claim], [claim]) == [
            "r:no_category",
            "r:no_category|marketing",
            "r:no_category|social",
            "x:no_category",
        ]
        assert rule_features([], []) == []
        assert named_by_rules([claim], [claim], "matomo") == ["rn:no_category", "xn:no_category"]
        assert named_by_rules([], [claim], "hotjar") == []


def _long(code: str, text: str) -> Passage:
    return Passage(Folded(text, 0, None), 0, len(text), words(code))


class TestNames:
    @pytest.mark.parametrize(
        ("code", "sentence", "named"),
        [
            ("nl", "Wij gebruiken Google Analytics en Hotjar.", ["V_analytics", "V_session_recording"]),
            ("en", "We use Google Tag Manager and YouTube.", ["V_tag_manager", "V_video"]),
            ("de", "Wir nutzen Google Maps und Hotjar.", ["V_maps", "V_session_recording"]),
            ("fr", "Nous utilisons Matomo et Google Fonts.", ["V_analytics", "V_fonts"]),
        ],
    )
    def test_a_vendors_name_is_one_token_named_by_its_purpose(self, code, sentence, named):
        sentence = tagged(placed(sentence, code)[0])
        assert [token for token in sentence.tokens if token.startswith("V_")] == named
        assert len(sentence.tokens) == len(sentence.concepts) == len(sentence.places) == 6
        assert {"V", *named} <= sentence.all

    def test_the_words_beside_a_name_are_its_signs(self):
        passage, _ = placed("Wij gebruiken wel Matomo, maar niet Google Analytics.", "nl")
        first, second = (set(focus_features(passage, mention)) for mention in passage.mentions)
        assert {"m:V_analytics", "m-1:wel", "m+1:,", "mo:0", "mg:use"} <= first
        assert {"m-1:niet", "mk-1:not", "mgn:V_analytics", "mg:not", "mo:1"} <= second
        assert "mgn:V_analytics" not in first

    def test_at_the_edge_of_a_sentence_nothing_stands_beside_it(self):
        passage, _ = placed("Matomo meet het bezoek.", "nl")
        found = focus_features(passage, passage.mentions[0])
        assert "m-1:<>" in found
        assert found == sorted(set(found)) == focus_features(passage, passage.mentions[0])

    def test_a_name_far_into_a_sentence_without_end_is_borne(self):
        passage, _ = placed("Matomo en " + "cookies " * 150 + "Google Analytics", "nl")
        assert all(len(focus_features(passage, mention)) < 1_000 for mention in passage.mentions)
