import pytest

SPLIT = {"culture": 0.4, "dining": 0.6}
EVENTS = {"months": [5, 10], "visitors": 200_000, "spending": 3_000, "split": SPLIT}
MAY, JUNE = 40, 41


def gained(pair, name, month, **where):
    change = pair.run[name] - pair.without[name]
    return float(change.sel(month=month, **where).sum())


def test_visitors_spend_by_sector_in_months_with_events(made):
    lever = made("event_calendar", {**EVENTS, "displaced": 0.25, "on_credit": 0.5, "ticket": 1_000})
    assert list(lever.adjustments(JUNE)) == []
    found = {(a.term, a.item): a.value for a in lever.adjustments(MAY)}
    assert found == pytest.approx(
        {
            ("visitor_spending", "culture"): 0.75 * 6e8 * 0.4,
            ("visitor_spending", "dining"): 0.75 * 6e8 * 0.6,
            ("scene_offer", "culture"): 0.5,
            ("scene_price", "culture"): 1_000,
        }
    )


def test_the_split_must_add_up(made):
    with pytest.raises(ValueError, match=r"sum to 0\.9"):
        made("event_calendar", {**EVENTS, "split": {"culture": 0.4, "dining": 0.5}})


def test_what_visitors_spend_is_sold_in_shops_and_as_services_and_touches_no_resident(added):
    pair = added("event_calendar", EVENTS)
    sold = gained(pair, "retail_sales", "2025-05") + gained(pair, "service_sales", "2025-05")
    assert sold == pytest.approx(6e8, rel=1e-5)
    assert gained(pair, "retail_sales", "2025-05", channel="online") == 0
    assert gained(pair, "retail_sales", "2025-06") == 0
    assert gained(pair, "resident_spending", "2025-05") == 0
    assert gained(pair, "credit_balance", "2026-12") == 0


def test_visitors_whom_the_event_keeps_away_bring_nothing(added):
    pair = added("event_calendar", {**EVENTS, "displaced": 1.0})
    assert gained(pair, "retail_sales", slice("2025-01", "2026-12")) == 0


def test_a_lever_for_some_groups_brings_the_same_visitors(added):
    some = added("event_calendar", {**EVENTS, "segments": ["young"]})
    everybody = added("event_calendar", EVENTS)
    assert gained(some, "retail_sales", "2025-05") == gained(everybody, "retail_sales", "2025-05")


def test_part_of_residents_tickets_becomes_debt(added):
    pair = added("event_calendar", {**EVENTS, "months": list(range(3, 13)), "on_credit": 1.0, "ticket": 1_000})
    assert pair.factor("originations", product="card_instalment") > 1.001
    assert pair.factor("debt_service") > 1.0001
