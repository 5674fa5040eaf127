"""Sheet numbers and readings, as plain values."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.delivery.rules import readings, sheet_numbers
from exams.delivery.rules.readings import Line
from question_bank.items.enums import ItemKind

SITTING = uuid.UUID("11111111-2222-4333-8444-555555554821")
numbers = st.builds(sheet_numbers.number, st.uuids(), st.integers(1, 99_999))


@given(numbers, st.integers(0, 9), st.integers(0, 9))
def test_every_wrong_digit_is_found(number: str, place: int, digit: int) -> None:
    wrong = number[:place] + str(digit) + number[place + 1 :]
    assert sheet_numbers.is_valid(wrong) == (wrong == number)


@given(numbers, st.integers(0, 8))
def test_every_exchange_of_neighbours_is_found(number: str, place: int) -> None:
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert sheet_numbers.is_valid(wrong) == (wrong == number)


def test_numbers_as_printed_and_typed() -> None:
    number = sheet_numbers.number(SITTING, 17)
    assert (len(number), sheet_numbers.running(number)) == (10, 17)
    assert sheet_numbers.typed(f" {sheet_numbers.shown(number)} ") == number
    assert not sheet_numbers.is_valid("12345")
    assert not sheet_numbers.is_valid("12345678９0")
    with pytest.raises(ValueError, match="99,999"):
        sheet_numbers.number(SITTING, 100_000)


@pytest.mark.parametrize(("candidates", "spares"), [(0, 2), (1, 2), (20, 2), (21, 3), (40, 4)])
def test_spares(candidates: int, spares: int) -> None:
    assert sheet_numbers.spares(candidates) == spares


LINES = [
    Line(1, 101, ItemKind.SINGLE, ("x", "y", "z", "w")),
    Line(2, 102, ItemKind.MULTIPLE, ("x", "y", "z", "w")),
    Line(3, 103, ItemKind.TRUE_FALSE, readings.STATEMENT),
]


@pytest.mark.parametrize(
    ("text", "marks"), [("b", ("B",)), ("", ()), ("-", ()), ("C;a", ("A", "C")), ("AA", ("A",)), ("Ｂ", ("Ｂ",))]
)
def test_letters_as_typed(text: str, marks: tuple[str, ...]) -> None:
    assert readings.parse(text) == marks


def test_letters_become_option_ids_and_two_marks_stay() -> None:
    reading = readings.normal({"1": ["C", "A"], "2": ["B", "D"], "3": ["B"]}, LINES)
    assert reading == {"1": ["A", "C"], "2": ["B", "D"], "3": ["B"]}
    assert readings.responses(reading, LINES) == {101: ["x", "z"], 102: ["y", "w"], 103: ["false"]}
    assert readings.doubled(reading, LINES) == [1]


@pytest.mark.parametrize(
    ("reading", "position"),
    [
        ({"1": [], "2": []}, 0),
        ({"1": [], "2": [], "3": [], "4": []}, 0),
        ({"1": ["E"], "2": [], "3": []}, 1),
        ({"1": [], "2": [], "3": ["C"]}, 3),
    ],
)
def test_what_is_not_on_the_sheet_is_no_reading(reading: dict[str, list[str]], position: int) -> None:
    with pytest.raises(readings.NotAReading) as caught:
        readings.normal(reading, LINES)
    assert caught.value.position == position


def test_only_differences_are_settled_and_all_of_them() -> None:
    one, other = {"1": ["A"], "2": [], "3": ["B"]}, {"1": ["B"], "2": [], "3": []}
    assert readings.differences(one, other) == [1, 3]
    assert readings.settle(one, other, {"1": ["B"], "3": ["B"]}) == {"1": ["B"], "2": [], "3": ["B"]}
    for decided in ({"1": ["A"]}, {"1": ["A"], "3": [], "2": ["C"]}):
        with pytest.raises(readings.NotAReading):
            readings.settle(one, other, decided)


def test_circles_answer_choices_of_up_to_eight() -> None:
    assert readings.fits_paper(ItemKind.SINGLE, 8)
    assert not readings.fits_paper(ItemKind.SINGLE, 9)
    assert not readings.fits_paper(ItemKind.NUMERICAL, 0)
    assert readings.options_of(ItemKind.TRUE_FALSE, {}) == ("true", "false")
