import pytest

from loopwise.text import Text, current_language, has_hangul, language, speaking
from loopwise.text.language import system_language

FLOOR = Text(
    en="""It squeezes.
    With {classes} classes the loss stays above {floor:.3f}.""",
    ko="""값이 눌립니다.
    클래스가 {classes}개이면 손실이 {floor:.3f}보다 작아질 수 없습니다.""",
)


def test_str_speaks_the_language_of_the_context():
    with speaking("ko"):
        assert str(FLOOR).startswith("값이")
        with speaking("en"):
            assert str(FLOOR).startswith("It")
        assert current_language() == "ko"


def test_a_line_whose_numbers_are_unknown_is_left_out():
    assert FLOOR.tell({"classes": 10}).en == "It squeezes."
    assert FLOOR.tell({"classes": 10, "floor": 1.4612}).ko.endswith("1.461보다 작아질 수 없습니다.")


def test_a_text_inside_a_text_speaks_its_language():
    inner = Text(en="ten", ko="열")
    assert Text(en="{n} classes", ko="클래스 {n}개").format(n=inner) == Text(
        en="ten classes", ko="클래스 열개"
    )


def test_format_asks_for_every_name():
    with pytest.raises(KeyError):
        FLOOR.format(classes=10)


def test_an_unknown_language_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="en or ko"):
        language("fr")


@pytest.mark.parametrize(
    ("locale", "expected"), [("ko_KR.UTF-8", "ko"), ("en_US.UTF-8", "en"), ("C", "en"), ("", "en")]
)
def test_the_system_language(monkeypatch, locale, expected):
    for variable in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", locale)
    assert system_language() == expected


@pytest.mark.parametrize(
    ("source", "expected"), [("x = 1  # 한글", True), ("x = 'ㅋ'", True), ("x = 'é漢字'", False)]
)
def test_hangul_is_told_from_other_scripts(source, expected):
    assert has_hangul(source) is expected


def test_a_sentence_over_two_lines_is_told_whole_or_not_at_all():
    says = Text(
        en="""The loader ({place}) gives {rows} rows, and
        nobody shuffles them. Loss {loss:.2f}.
        | Nobody shuffles the rows, and
        that is all. Layers: {layers}
        It ends here.""",
        ko="",
    )
    assert says.tell({}).en == "It ends here."
    assert says.tell({"layers": 2}).en == "Nobody shuffles the rows, and that is all. Layers: 2 It ends here."
    whole = {"place": "line 3", "rows": 8, "loss": 0.5, "layers": 2}
    assert says.tell(whole).en == (
        "The loader (line 3) gives 8 rows, and nobody shuffles them. Loss 0.50. It ends here."
    )
