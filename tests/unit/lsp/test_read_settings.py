"""Settings as editors send them: missing, null, wrong and misspelt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.compilation import Stage
from floe_lsp.lsp.state.settings import InitializationOptions, Settings, read_settings
from floe_lsp.wording.quoting import printable

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = [str(field.alias) for field in Settings.model_fields.values()]


@pytest.mark.parametrize("given", [None, {}, dict.fromkeys(NAMES)])
def test_nothing_said_is_the_default(given: object) -> None:
    assert read_settings(given) == (Settings(), [])


def test_what_is_right_counts() -> None:
    settings, problems = read_settings(
        {
            "stage": "RESOLVE",
            "severities": {"E110": "off"},
            "manifest": "a.yaml",
            "codeLenses": False,
        }
    )
    assert problems == []
    assert settings.through is Stage.RESOLVE
    assert (settings.severities, settings.manifest) == ({"E110": "off"}, "a.yaml")
    assert (settings.code_lenses, settings.inlay_hints) == (False, True)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "stage",
            "GENERATE",
            (
                "floe.stage is 'GENERATE': it should be 'LOAD', 'VALIDATE', 'RESOLVE', 'ENFORCE' "
                "or 'COMPILE'; the default is used"
            ),
        ),
        (
            "inlayHints",
            "yes please",
            "floe.inlayHints is 'yes please': it should be true or false; the default is used",
        ),
        (
            "codeLenses",
            [],
            "floe.codeLenses is []: it should be true or false; the default is used",
        ),
        ("severities", {"E11O": "off"}, "there is no code 'E11O'; did you mean E110?"),
        ("severities", {"E110": "loud"}, "'error', 'warning', 'info', 'hint' or 'off'"),
        ("manifest", 7, "floe.manifest is 7: it should be a text; the default is used"),
        (
            "checkAllProduct",
            True,
            "there is no setting floe.checkAllProduct; did you mean floe.checkAllProducts?",
        ),
        ("nothingOfTheKind", True, "there is no setting floe.nothingOfTheKind"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_counts(name: str, value: object, said: str) -> None:
    settings, problems = read_settings({name: value, "docsBaseUrl": "https://docs"})
    (problem,) = problems
    assert said in problem
    assert settings == Settings(docs_base_url="https://docs")


@pytest.mark.parametrize("given", [[], "floe", 7, True])
def test_what_is_no_object_at_all(given: object) -> None:
    assert read_settings(given) == (Settings(), ["the settings are not an object"])


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=6), anything, max_size=4))
def test_whatever_comes_something_holds(sent: dict[str, object]) -> None:
    settings, problems = read_settings(sent)
    named = {name for name in sent if any(f"floe.{printable(name)}" in each for each in problems)}
    for name, field in Settings.model_fields.items():
        if field.alias in named or sent.get(str(field.alias)) is None:
            assert getattr(settings, name) == field.get_default()
    assert all(value is None or name in {*named, *NAMES} for name, value in sent.items())


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        "x",
        {},
        {"untrustedWorkspace": None, "settings": 3},
        {"messageButtons": "yes", "clientCommands": [1]},
        {"clientCommands": "floe.chooseManifest"},
        {"untrustedWorkspace": "true", "statusNotification": 1, "settings": [], "more": True},
    ],
)
def test_options_that_say_nothing(given: object) -> None:
    assert InitializationOptions.of(given) == InitializationOptions()


def test_options() -> None:
    options = InitializationOptions.of({"untrustedWorkspace": True, "settings": {"stage": "LOAD"}})
    assert options == InitializationOptions(untrusted_workspace=True, settings={"stage": "LOAD"})
    assert InitializationOptions.of({"statusNotification": True}).status_notification
    assert InitializationOptions.of({"messageButtons": True}).message_buttons
    named = InitializationOptions.of({"clientCommands": ["floe.chooseManifest"]})
    assert named.client_commands == ("floe.chooseManifest",)


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("stage", "x password=Sup3rSecret9", "floe.stage is 'x password=********"),
        ("inlayHints", {"password": "Sup3rSecret9"}, "********"),
        ("severities", {"password=Sup3rSecret9": "off"}, "there is no code"),
        ("password=Sup3rSecret9", 1, "there is no setting floe.password=********"),
        ("docsBaseUrl", "https://u:Sup3rSecret9@host/", "it names a user"),
        ("docsBaseUrl", "https://host/?password=Sup3rSecret9", "it holds a credential"),
        ("docsBaseUrl", "https://[host/", "it is not an address"),
    ],
)
def test_a_secret_is_not_repeated(name: str, value: object, said: str) -> None:
    settings, (problem,) = read_settings({name: value})
    assert settings == Settings()
    assert said in problem
    assert "Sup3rSecret9" not in problem


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize("sent", [{"stage": "x" * 10**6}, {"x" * 10**6: 1}])
def test_what_is_long_is_cut(sent: dict[str, object]) -> None:
    _, (problem,) = read_settings(sent)
    assert len(problem) < 300
