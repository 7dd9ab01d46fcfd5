"""A drawn city opens where it settles: factors of marginals by parameter, nothing at the centre of the priors."""

import numpy as np
import pytest

from sim.parameters import draw_values, parameter_record, parameters
from sim.policy.vocabulary import PRODUCTS, Product
from sim.population import settled as module
from sim.population.cells import load_cells
from sim.population.settled import CENTRAL, MOST, forget, place, settled, terms
from sim.population.synthesis import column, make_blocks
from sim.tables import lenders_table, products_table

MARGINALS = {
    "participation", "reluctant_holders", "card_tilt", "product_share", "card_line", "default_record_share",
    "record_ratio", "thin_share", "bucket_early", "bucket_late", "default_rate", "car_stock", "car_kind",
    "fuel_plate_share", "frailty", "buffer_held",
}  # fmt: skip


def table(tmp_path, *lines):
    file = tmp_path / "settled.csv"
    file.write_text("marginal,category,parameter,times,coefficient,explained\n" + "\n".join(lines) + "\n", "utf-8")
    return file


def test_at_the_centre_every_factor_is_one():
    assert settled(draw_values(None, "prior")) == CENTRAL


def test_the_shipped_table_moves_marginals_that_the_population_reads_by_parameters_that_have_a_prior():
    found, known = terms(), parameters()
    assert {term.name.partition(":")[0] for term in found} <= MARGINALS
    for term in found:
        assert known[term.parameter].low < known[term.parameter].high
        assert not term.times or known[term.times].low < known[term.times].high


def test_a_factor_is_the_exponential_of_places_times_coefficients(tmp_path):
    file = table(tmp_path, "thin_share,,thin_share,,-0.5,0.8", "thin_share,,thin_share,reluctance,2.0,0.8")
    p = {**draw_values(None, "prior"), "thin_share": 0.20, "reluctance": 0.05}
    at = [place(parameters()[name], p[name]) for name in ("thin_share", "reluctance")]
    assert settled(p, file)("thin_share") == pytest.approx(np.exp(-0.5 * at[0] + 2.0 * at[0] * at[1]))


def test_no_factor_is_beyond_four(tmp_path):
    file = table(tmp_path, "thin_share,,reluctance,,20,0.8")
    assert settled({**draw_values(None, "prior"), "reluctance": 0.1}, file)("thin_share") == pytest.approx(np.exp(MOST))


@pytest.mark.parametrize("name", ["rate_curvature", "consumption_loan_share", "rate_slope", "need_level"])
def test_the_range_of_a_prior_is_one_long_and_the_centre_is_nothing(name):
    p = parameters()[name]
    assert place(p, p.value) == 0
    assert place(p, p.high) - place(p, p.low) == pytest.approx(1)


@pytest.fixture
def moved(tmp_path, monkeypatch):
    """The cells of one parameter set, with a table of these lines in place of the one shipped."""

    def cells(*lines):
        file = table(tmp_path, *lines, "fuel_plate_share,,reluctance,,0,0")
        monkeypatch.setattr(module, "FILE", file)
        forget()
        return load_cells(parameters={"reluctance": 0.1})

    return cells


def test_types_are_for_life_and_holdings_move(moved):
    usual, fewer = moved(), moved("participation,platform_loan,reluctance,,-0.5,0.8")
    np.testing.assert_array_equal(usual.credit.borrower, fewer.credit.borrower)
    assert usual.credit.revolve == fewer.credit.revolve
    held = [(column(make_blocks(40_000, c, 1), "balance")[:, Product.PLATFORM_LOAN] > 0).mean() for c in (usual, fewer)]
    factor = np.exp(-0.5 * place(parameters()["reluctance"], 0.1))
    assert held[1] / held[0] == pytest.approx(factor, abs=4 * (2 / (0.15 * 40_000)) ** 0.5)


def test_records_lines_and_thin_files_move_by_their_factors(moved):
    lines = [f"{name},,reluctance,,0.3,0.8" for name in ("default_record_share", "card_line", "thin_share")]
    usual, more = (make_blocks(40_000, c, 1) for c in (moved(), moved(*lines)))
    factor = np.exp(0.3 * place(parameters()["reluctance"], 0.1))
    for shares in ([(column(b, "exclusion") > 0).mean() for b in (usual, more)],):
        assert shares[1] / shares[0] == pytest.approx(factor, abs=4 * (2 / (0.12 * 40_000)) ** 0.5)
    lent = [column(b, "card_limit").astype(float).sum() for b in (usual, more)]
    assert lent[1] / lent[0] == pytest.approx(factor, rel=0.03)


def test_lenders_have_learned_what_defaults_where_they_lend_and_rates_that_follow_costs_have_followed(moved):
    moved("default_rate,consumer_loan,reluctance,,0.4,0.8", "default_rate,card,reluctance,,0.4,0.8")
    usual, drawn = parameter_record(None, {}, "prior"), parameter_record(None, {"reluctance": 0.1}, "prior")
    before, after = lenders_table(usual, 0.038), lenders_table(drawn, 0.038)
    factor = np.exp(0.4 * place(parameters()["reluctance"], 0.1))
    learned = np.broadcast_to(_of({"consumer_loan", "card"}, factor), before.default_rate.shape)
    np.testing.assert_allclose(after.default_rate / before.default_rate, learned, 1e-5)
    rate, loss = after.default_rate, products_table(drawn).loss[:, None]
    dearer = rate * loss / (1 - rate) - before.default_rate * loss / (1 - before.default_rate)
    bank = Product.CONSUMER_LOAN
    np.testing.assert_allclose((after.apr - before.apr)[bank], dearer[bank], atol=1e-7)
    np.testing.assert_array_equal(after.apr[Product.CARD], before.apr[Product.CARD])
    assert (after.cutoff[bank] > before.cutoff[bank]).all()
    np.testing.assert_array_equal(after.markup, before.markup)


def _of(products, factor):
    return np.array([factor if product in products else 1.0 for product in PRODUCTS])[:, None]
