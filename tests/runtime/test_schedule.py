"""Which steps are looked at: by number, the first ones all, later ones ever rarer."""

from itertools import pairwise

from loopwise.runtime import Schedule


def taken(schedule, upto):
    return [step for step in range(upto) if schedule.takes(step)]


def test_first_ten_then_geometric_then_every_two_hundredth():
    steps = taken(Schedule(), 5000)
    assert steps[:10] == list(range(10))
    gaps = [after - before for before, after in pairwise(steps)]
    assert gaps == sorted(gaps) and gaps[-1] == 200
    assert len(steps) < 50


def test_every_fixes_the_widest_gap():
    assert taken(Schedule(every=1), 200) == list(range(200))
    assert taken(Schedule(every=7), 400)[-1] - taken(Schedule(every=7), 400)[-2] == 7


def test_the_order_of_questions_does_not_matter():
    asked_late = Schedule()
    assert asked_late.takes(4937) == Schedule().takes(4937)
    assert taken(asked_late, 5000) == taken(Schedule(), 5000)


def test_a_run_that_spends_too_much_looks_more_rarely_and_says_so():
    schedule = Schedule()
    schedule.takes(1000)
    schedule.charge(spent=5.0, elapsed=100.0)
    assert schedule.coarsened and schedule.every == 400


def test_the_budget_touches_neither_the_first_steps_nor_a_gap_that_was_asked_for():
    early, asked = Schedule(), Schedule(every=100)
    early.takes(20)
    asked.takes(1000)
    early.charge(spent=5.0, elapsed=6.0)
    asked.charge(spent=5.0, elapsed=6.0)
    assert not early.coarsened and not asked.coarsened
    assert taken(early, 1000) == taken(Schedule(), 1000)
