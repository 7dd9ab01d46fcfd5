"""Records: what is packed can be read back, and compiled code sees the same."""

from typing import Any, NamedTuple

import numpy as np

from sim.engine.blocks import pack, record_type, stack
from sim.engine.kernel import formula


class Inner(NamedTuple):
    flag: np.uint8
    rates: np.ndarray


class Outer(NamedTuple):
    scale: np.float32
    table: np.ndarray
    inner: Inner
    packed: Any
    total: np.int64


def example() -> Outer:
    inner = Inner(np.uint8(3), np.array([0.1, 0.2], np.float32))
    return Outer(np.float32(2.5), np.arange(6, dtype=np.int64).reshape(2, 3), inner, pack(inner), np.int64(-7))


def test_a_packed_tuple_reads_back_as_it_was():
    record = pack(example())
    assert record.scale == np.float32(2.5)
    assert record.total == -7
    np.testing.assert_array_equal(record.table, np.arange(6).reshape(2, 3))
    for part in (record.inner, record.packed):
        assert part.flag == 3
        np.testing.assert_array_equal(part.rates, np.array([0.1, 0.2], np.float32))


def test_types_and_shapes_are_kept():
    kind = record_type(example())
    assert kind["table"].shape == (2, 3)
    assert kind["table"].base == np.int64
    assert kind["scale"] == np.float32
    assert kind["inner"]["rates"].shape == (2,)
    assert kind.isalignedstruct


def test_a_record_holds_copies_not_the_arrays_themselves():
    values = example()
    record = pack(values)
    values.table[:] = -1
    values.packed.rates[:] = -1
    assert record.table.min() == 0
    assert record.packed.rates.min() > 0


@formula
def _change(record):
    record.table[1, 2] += 10
    record.inner.rates[0] = record.scale
    return record.total + record.packed.flag


def test_compiled_code_reads_and_changes_the_record_in_place():
    record = pack(example())
    assert _change(record) == -4
    assert record.table[1, 2] == 15
    assert record.inner.rates[0] == np.float32(2.5)


def test_stacked_columns_become_rows_with_the_same_numbers():
    class Columns(NamedTuple):
        share: np.ndarray
        terms: np.ndarray

    columns = Columns(np.arange(6, dtype=np.float32).reshape(2, 3), np.arange(24, dtype=np.int64).reshape(2, 3, 4))
    rows = stack(columns, 2)
    assert rows.shape == (2, 3)
    assert rows[1, 2]["share"] == 5
    for name in columns._fields:
        np.testing.assert_array_equal(rows[name], getattr(columns, name))
    assert stack(columns, 1)["terms"].shape == (2, 3, 4)
