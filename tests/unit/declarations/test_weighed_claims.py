"""What is claimed by weights: the parameters of each claim type, and what becomes of what the rules say."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest
from placed import on_page, placed

from auditor.models.claim_params import ClaimParams, fault_of
from auditor.models.common import ClaimType
from declarations.language import LANGUAGES
from declarations.weighing import judgement
from declarations.weighing.judgement import judged
from declarations.weighing.params import Weighed, params_of
from declarations.weighing.weights import RULED, SITUATIONS, Weights, packed, weights

_TYPES = get_args(ClaimType)
_SURE, _UNSURE = 0.95, 0.02


def _weighed(sentence: str, code: str, chances: dict[str, float]) -> Weighed:
    """A sentence of which the weights say just this."""
    labels = tuple(chances) or ("none",)
    odds = np.array([math.log(chance / (1 - chance)) for chance in chances.values()] or [-9.0])
    made = Weights(packed(labels, ["a"], np.zeros((1, len(labels))), odds, np.full((SITUATIONS, len(labels)), 0.5)))
    return Weighed(placed(sentence, code)[0], made, made.logits([]))


def _params(kind: str, sentence: str, code: str = "nl", sure: str = "", **chances: float) -> list[dict[str, object]]:
    """The parameters that are made of a sentence of whose labels ``sure`` ("category=analytics …") are sure."""
    said = {f"{kind}|{label}": _SURE for label in sure.split()}
    return [params for _, params in params_of(kind, _weighed(sentence, code, said | chances))]


#: Claim type, sentence, labels that are sure, and the parameters that follow.
_MADE = [
    ("no_cookies", "nl", "Wij plaatsen geen cookies.", "", {}),
    ("no_cookies", "en", "No cookies on shop.example.com, ever.", "", {"scope": "shop.example.com"}),
    ("no_category", "nl", "Wij doen daar niet aan.", "category=marketing", {"category": ["marketing"]}),
    ("no_category", "de", "Wir setzen keine Marketing-Cookies.", "", {"category": ["marketing"]}),
    ("only_categories", "en", "That is all we need.", "category=functional", {"category": ["functional"]}),
    (
        "uses_category", "fr", "Nous comptons les visites.", "category=analytics",
        {"category": ["analytics"]},
    ),
    (
        "uses_category", "nl", "Soms meten wij iets.", "category=analytics modality=possible",
        {"category": ["analytics"], "modality": "possible"},
    ),
    ("uses_cookies", "nl", "Wij plaatsen cookies.", "", {}),
    ("uses_cookies", "en", "We place small files.", "modality=possible", {"modality": "possible"}),
    ("only_vendors", "en", "We only use Matomo.", "", {"vendor": ["matomo"]}),
    ("cookieless", "de", "Matomo läuft bei uns ohne Cookies.", "", {"vendor": ["matomo"]}),
    ("opt_out", "fr", "Vous pouvez désactiver Google Analytics.", "", {"vendor": ["google_analytics"]}),
    ("third_party_cookies", "nl", "Anderen zetten ook iets neer.", "", {}),
    ("third_party_cookies", "nl", "YouTube zet zelf iets neer.", "", {"vendor": ["youtube"]}),
    ("consent_prior", "nl", "Hotjar start na uw ja.", "", {"vendor": ["hotjar"]}),
    ("consent_prior", "en", "These wait for your yes.", "category=marketing", {"category": ["marketing"]}),
    ("consent_prior", "en", "These wait for your yes.", "", {"category": ["some"]}),
    ("consent_exempt", "nl", "Dat mag zonder te vragen.", "category=functional", {"category": ["functional"]}),
    (
        "embed", "nl", "De film van YouTube wacht.", "behaviour=blocked_until_consent",
        {"vendor": ["youtube"], "behaviour": "blocked_until_consent"},
    ),
    ("embed", "en", "Films wait.", "behaviour=link_only", {"vendor": ["generic"], "behaviour": "link_only"}),
    ("ip_masked", "nl", "Matomo kort het adres in.", "value=true", {"vendor": ["matomo"], "value": True}),
    ("sharing_off", "nl", "Delen staat aan.", "value=false", {"value": False}),
    ("processor_agreement", "en", "We signed one.", "value=true", {"value": True}),
    ("dnt", "en", "We listen to that signal.", "value=true signal=gpc", {"value": True, "signal": "gpc"}),
    ("dnt", "en", "We listen to that signal.", "value=true", {"value": True, "signal": "dnt"}),
    ("data_location", "nl", "Alles blijft hier.", "region=eea_only", {"region": "eea_only"}),
    (
        "data_location", "de", "Hotjar liegt in Europa.", "region=eea_only",
        {"region": "eea_only", "vendor": ["hotjar"]},
    ),
    ("not_personal", "en", "Nobody can be known by it.", "data=analytics", {"data": ["analytics"]}),
    ("no_sharing", "nl", "Dat houden wij voor onszelf.", "data=visit", {"data": ["visit"]}),
    ("legal_basis", "en", "We rest on your yes.", "basis=consent", {"basis": ["consent"]}),
    ("local_resources", "de", "Alles liegt bei uns.", "resource=fonts", {"resource": ["fonts"]}),
    ("storage_other", "fr", "Nous gardons cela ailleurs.", "technology=localstorage", {"technology": ["localstorage"]}),
    ("completeness", "en", "There are no others.", "of=all_cookies", {"of": "all_cookies"}),
    ("lifetime", "nl", "De cookie blijft 2 jaar staan.", "", {"subject": "all", "lifetime": 63072000}),
    ("lifetime", "en", "Matomo remembers it for 30 days.", "", {"subject": "matomo", "lifetime": 2592000}),
    (
        "deferral", "nl", 'Lees <a href="/cookies">die pagina</a>.', "kind=page",
        {"kind": "page", "url": "https://www.winkel.example/cookies"},
    ),
    ("deferral", "nl", "In de melding staat meer.", "kind=banner", {"kind": "banner", "url": None}),
    ("withdraw", "en", "Come back to it at any time.", "", None),
    ("banner", "nl", "Er verschijnt een vraag.", "", {}),
    ("no_banner", "nl", "Wij vragen u niets.", "", {}),
    ("consent_implied", "nl", "Wie blijft, vindt het goed.", "", {}),
    ("no_cross_site", "nl", "Op andere sites kennen wij u niet.", "", {}),
    ("scope", "nl", "Dit geldt voor al onze sites.", "", {}),
]  # fmt: skip

#: Types of which nothing is said where the weights do not tell the parameter that they are nothing without.
_NOTHING_WITHOUT = (
    "no_category", "only_categories", "uses_category", "embed", "data_location", "not_personal", "no_sharing",
    "legal_basis", "local_resources", "storage_other", "completeness", "only_vendors", "opt_out", "lifetime",
)  # fmt: skip


class TestParameters:
    @pytest.mark.parametrize(("kind", "code", "sentence", "sure", "expected"), _MADE)
    def test_they_follow_from_the_labels_and_the_names(self, kind, code, sentence, sure, expected):
        made = _params(kind, sentence, code, sure)
        expected = [] if expected is None else [expected]
        for params in made:
            params.pop("mechanism", None)  # has a test of its own
        assert made == expected
        for params in made:
            ClaimParams.model_validate(params)
            assert fault_of(kind, params) is None

    def test_every_type_that_is_not_told_of_names_has_a_case(self):
        assert {case[0] for case in _MADE} == set(_TYPES) - {"uses_vendor", "no_vendor"}

    @pytest.mark.parametrize("kind", _NOTHING_WITHOUT)
    def test_without_its_key_parameter_nothing_is_claimed(self, kind):
        assert _params(kind, "Dat is bij ons zo.") == []

    def test_a_value_that_is_hardly_likely_is_not_stated(self):
        made = _params("legal_basis", "Zo is het.", **{"legal_basis|basis=consent": 0.05})
        assert made == []

    def test_a_second_value_is_stated_where_it_is_sure_enough(self):
        chances = {f"no_category|category={name}": chance for name, chance in zip("abc", (0.9, 0.5, 0.1), strict=True)}
        assert _params("no_category", "Zo is het.", **chances) == [{"category": ["a", "b"]}]

    def test_a_single_value_is_the_surest(self):
        chances = {"completeness|of=vendors": 0.4, "completeness|of=all_cookies": 0.7}
        assert _params("completeness", "Zo is het.", **chances) == [{"of": "all_cookies"}]

    def test_a_label_that_was_not_fitted_has_no_chance(self):
        assert _weighed("Zo is het.", "nl", {}).chance("banner") == 0

    def test_the_service_spoken_of_before_is_meant(self):
        made = _params("ip_masked", "Wij gebruiken Matomo. Het adres wordt ingekort.", sure="value=true")
        assert made == [{"vendor": ["matomo"], "value": True}]

    def test_each_lifetime_is_stated_with_its_part_of_the_sentence(self):
        weighed = _weighed("De ene blijft 2 jaar, de andere 30 dagen.", "nl", {})
        made = params_of("lifetime", weighed)
        assert [params["lifetime"] for _, params in made] == [63072000, 2592000]
        assert [stretch.text for stretch, _ in made] == ["de ene blijft 2 jaar", "de andere 30 dagen."]

    @pytest.mark.parametrize(
        ("kind", "sure", "name"), [("consent_prior", "mechanism=banner", "mechanism"), ("withdraw", "via=email", "via")]
    )
    def test_what_is_a_list_in_the_rules_is_one_here(self, kind, sure, name):
        assert [params[name] for params in _params(kind, "Zo is het.", sure=sure)] == [[sure.partition("=")[2]]]


@pytest.fixture
def weighing(monkeypatch):
    """Puts made-up weights in the place of the shipped ones: the worth of each sign for each label."""

    def put(worth: dict[str, dict[str, float]], names: dict[str, dict[str, float]] | None = None) -> None:
        made = {
            "sentence": _fake(worth),
            "name": _fake({"uses_vendor": {}, "no_vendor": {}} | (names or {})),
        }
        monkeypatch.setattr(judgement, "weights", made.__getitem__)
        _forget()

    yield put
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for kept in (judgement._kinds, judgement._columns, judgement._bounds):
        kept.cache_clear()


def _fake(worth: dict[str, dict[str, float]], bias: float = -3.0) -> Weights:
    signs = sorted({sign for each in worth.values() for sign in each}) or ["none"]
    matrix = np.array([[worth[label].get(sign, 0.0) for label in worth] for sign in signs])
    return Weights(
        packed(list(worth), signs, matrix, np.full(len(worth), bias), np.full((SITUATIONS, len(worth)), 0.5))
    )


def _claims(sentence: str, code: str = "nl") -> list[tuple[str, dict[str, object]]]:
    return [(claim.type, claim.params) for claim in judged(*placed(sentence, code))]


class TestJudgement:
    def test_where_the_rules_see_the_claim_their_parameters_are_kept(self, weighing):
        weighing({"no_category": {"r:no_category": 4}, "no_category|category=analytics": {"r:no_category": 4}})
        assert _claims("Wij plaatsen geen marketingcookies.") == [("no_category", {"category": ["marketing"]})]

    @pytest.mark.parametrize(
        ("code", "sentence"),
        [
            ("nl", "Het IP-adres wordt in Google Analytics geanonimiseerd."),
            ("en", "In Google Analytics we have anonymised the IP address."),
            ("de", "Die IP-Adresse wird in Google Analytics anonymisiert."),
            ("fr", "L'adresse IP est anonymisée dans Google Analytics."),
        ],
    )
    def test_in_every_language(self, weighing, code, sentence):
        weighing({"ip_masked": {"r:ip_masked": 4}, "ip_masked|value=false": {"r:ip_masked": 4}})
        assert _claims(sentence, code) == [("ip_masked", {"vendor": ["google_analytics"], "value": True})]

    def test_its_confidence_is_what_the_weights_say(self, weighing):
        weighing({"no_category": {"r:no_category": 1.5}})
        (claim,) = judged(*placed("Wij plaatsen geen marketingcookies.", "nl"))
        assert claim.confidence == round(1 / (1 + math.exp(-1.5)), 2)
        assert claim.stretch.text == "wij plaatsen geen marketingcookies."

    def test_what_the_weights_do_not_believe_is_not_claimed(self, weighing):
        weighing({"no_category": {"r:no_category": 0.5}})
        assert _claims("Wij plaatsen geen marketingcookies.") == []

    def test_what_the_rules_do_not_know_is_claimed_by_the_weights(self, weighing):
        weighing({"no_category": {"w:schaduwen": 4}, "no_category|category=marketing": {"w:schaduwen": 4}})
        assert _claims("Schaduwen is ons cookies vreemd.") == [("no_category", {"category": ["marketing"]})]

    def test_signs_that_say_little_are_no_claim(self, weighing):
        weighing({"no_category": {"w:schaduwen": 0.1}, "no_category|category=marketing": {"w:schaduwen": 4}})
        assert _claims("Schaduwen is ons cookies vreemd.") == []

    def test_each_name_is_judged_in_its_place(self, weighing):
        weighing({"uses_vendor": {}}, {"uses_vendor": {"mo:0": 4}, "no_vendor": {"mo:1": 4}})
        assert _claims("Wij gebruiken Matomo en geen Hotjar.") == [
            ("uses_vendor", {"vendor": ["matomo"], "modality": "asserted"}),
            ("no_vendor", {"vendor": ["hotjar"]}),
        ]

    def test_names_that_are_denied_together_are_one_claim(self, weighing):
        weighing({"no_vendor": {}}, {"no_vendor": {"mg:not": 4}})
        assert _claims("Wij gebruiken geen Matomo of Hotjar.") == [("no_vendor", {"vendor": ["matomo", "hotjar"]})]

    def test_a_denial_outweighs_a_use_of_the_same_name(self, weighing):
        weighing({"no_vendor": {}}, {"no_vendor": {"mo:0": 5}, "uses_vendor": {"mo:0": 4}})
        assert [kind for kind, _ in _claims("Wij gebruiken Matomo.")] == ["no_vendor"]


class TestNothing:
    @pytest.mark.parametrize("code", LANGUAGES)
    @pytest.mark.parametrize(
        "text",
        [
            "",
            " \u00a0\u2003 ",
            "12 345 67",
            "2024.",
            "1. 2. 3. 4, 5",
            "...",
            "–",
            "このサイトはクッキーを使用しています。",
            "Ο ιστότοπος χρησιμοποιεί αυτά τα αρχεία.",
            "Этот сайт использует файлы.",
            "هذا الموقع يستخدم ملفات تعريف الارتباط.",
            "网站使用这些文件。",
        ],
    )
    def test_of_what_says_nothing_in_a_language_that_is_read_nothing_is_claimed(self, code, text):
        for passage, place in on_page(f"<h1>Privacy</h1><h2>Cookies</h2><p>{text}</p>", code):
            assert judged(passage, place) == []


@pytest.mark.parametrize("kind", [label for label in weights("sentence").labels if "|" not in label])
def test_no_passage_is_left_that_the_rules_could_still_decide(kind):
    worth = weights("sentence").column(kind)
    values = [value for name, value in worth.items() if name.startswith(f"r:{kind}|")]
    most = sum(
        max(0.0, value) for value in (worth.get(f"r:{kind}", 0), worth.get(f"x:{kind}", 0), *sorted(values)[-1:])
    )
    assert RULED * most <= judgement.RULES_CAN_ADD
