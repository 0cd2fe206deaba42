from __future__ import annotations

import pytest

from tinycrm.domain.pipeline import Pipeline, Stage, StageTask, default_pipelines, pipelines_from_plain
from tinycrm.domain.pipelines import Pipelines
from tinycrm.domain.settings import CustomField, Settings
from tinycrm.errors import UsageError


def _pipeline(moves: dict[str, tuple[str, ...]] | None = None) -> Pipeline:
    stages = (
        Stage("lead", "Первый звонок", 1000, rot_days=14, position=0),
        Stage(
            "offer",
            "Offer",
            5000,
            requires=("value",),
            on_enter=[StageTask("Ask {{title}}", "+3d", "high")],
            position=1,
        ),
        Stage("won", "Won", 10000, "won", position=2),
        Stage("lost", "Lost", 0, "lost", position=3),
        Stage("spam", "Spam", 0, "lost", position=4),
    )
    return Pipeline("sales", "Sales", stages, moves=moves, reasons={"lost": ("price",)})


def test_the_built_in_pipeline_is_sales_from_lead_to_won_and_lost() -> None:
    sales = default_pipelines().default()
    assert sales.key == "sales"
    assert [(stage.key, stage.probability, stage.outcome) for stage in sales.stages] == [
        ("lead", 1000, "open"),
        ("qualified", 3000, "open"),
        ("proposal", 6000, "open"),
        ("negotiation", 8000, "open"),
        ("won", 10000, "won"),
        ("lost", 0, "lost"),
    ]
    assert sales.first().key == "lead"


def test_a_stage_is_found_by_key_and_by_folded_name() -> None:
    pipeline = _pipeline()
    assert pipeline.stage("offer").key == "offer"
    assert pipeline.stage("OFFER").key == "offer"
    assert pipeline.stage(" первый  ЗВОНОК ").key == "lead"


def test_an_unknown_stage_names_the_stages_and_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        _pipeline().stage("ofer")
    assert caught.value.message == "pipeline 'sales' has no stage 'ofer'"
    assert caught.value.hint == "did you mean offer? its stages: lead, offer, won, lost, spam"


def test_a_stage_that_no_longer_exists_is_none_by_key() -> None:
    assert _pipeline().find("gone") is None


def test_lost_is_the_first_lost_stage() -> None:
    assert _pipeline().lost().key == "lost"
    assert _pipeline().won().key == "won"


def test_without_moves_every_move_is_allowed() -> None:
    assert _pipeline().allows("won", "lead") is True


def test_moves_bind_only_the_stages_they_name() -> None:
    pipeline = _pipeline({"lead": ("offer",), "spam": ()})
    assert pipeline.allows("lead", "offer") is True
    assert pipeline.allows("lead", "won") is False
    assert pipeline.allows("offer", "won") is True
    assert pipeline.allows("spam", "lead") is False
    assert pipeline.allows("spam", "spam") is True
    assert pipeline.allows("gone", "lead") is True


def test_the_first_pipeline_is_the_default_when_none_says_so() -> None:
    other = Pipeline("other", "Other", _pipeline().stages)
    assert Pipelines(lambda: [_pipeline(), other]).default().key == "sales"


def test_the_default_may_be_any_pipeline() -> None:
    other = Pipeline("other", "Other", _pipeline().stages, default=True)
    pipelines = Pipelines(lambda: [_pipeline(), other])
    assert pipelines.default().key == "other"
    assert [pipeline.key for pipeline in pipelines] == ["sales", "other"]
    assert len(pipelines) == 2


def test_an_unknown_pipeline_names_the_pipelines() -> None:
    with pytest.raises(UsageError) as caught:
        default_pipelines().get("salse")
    assert caught.value.message == "there is no pipeline 'salse'"
    assert caught.value.hint == "did you mean sales? the pipelines: sales"
    assert default_pipelines().get("SALES").key == "sales"
    assert default_pipelines().find("salse") is None


def test_pipelines_survive_their_plain_form() -> None:
    plain = Pipelines(lambda: [_pipeline({"lead": ("offer",)})]).to_plain()
    again = Pipelines(lambda: pipelines_from_plain(plain))
    assert again.to_plain() == plain
    offer = again.default().stage("offer")
    assert (offer.position, offer.requires) == (1, ("value",))
    task = offer.on_enter[0]
    assert (task.title, task.due, task.priority, task.repeat) == ("Ask {{title}}", "+3d", "high", "")
    assert again.default().stages[0].rot_days == 14
    assert again.default().reasons == {"lost": ("price",)}


@pytest.mark.parametrize("plain", [None, [], {}, ["x"], [{}], [{"key": "a"}], 5])
def test_a_plain_form_of_another_shape_is_refused(plain: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        pipelines_from_plain(plain)  # type: ignore[arg-type]


def test_settings_survive_their_plain_form() -> None:
    made = Settings()
    made.currency = "USD"
    made.cadence_tags = {"key": 14}
    made.cadence_default = 60
    made.rates = {"EUR": (("2026-01-01", "1.08"), ("2026-02-01", "1.1"))}
    made.fields = {"contact": {"plan": CustomField("contact", "plan", "choice", choices=("a", "b"), index=True)}}
    again = Settings.from_plain(made.to_plain())
    assert again.to_plain() == made.to_plain()
    assert again.rates == {"EUR": (("2026-01-01", "1.08"), ("2026-02-01", "1.1"))}
    assert again.cadence_default == 60
    assert again.custom("contact")["plan"].choices == ("a", "b")
    assert again.custom("deal") == {}


@pytest.mark.parametrize("key", sorted(Settings().to_plain()))
def test_plain_settings_with_a_damaged_value_are_refused(key: str) -> None:
    plain = Settings().to_plain()
    plain[key] = None
    with pytest.raises((TypeError, ValueError)):
        Settings.from_plain(plain)
