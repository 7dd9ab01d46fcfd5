"""The names that everything is counted by: one name per concept, the same in code, files and results."""

from __future__ import annotations

from enum import IntEnum

SEGMENTS = ("student", "graduate", "young", "family", "mature", "senior")
"""Life stage of a household: graduate = at most three years out; family = with children."""

QUINTILES = 5
"""Fifths of household permanent income, 0 = lowest."""

SECTORS = (
    "daily_goods", "apparel", "dining", "digital", "appliances", "furniture", "renovation",
    "nev", "ice", "used_car", "plate", "culture", "travel", "education", "health", "fuel_other",
)  # fmt: skip
"""What households buy. nev, ice, used_car: passenger cars; plate: the right to register a fuel car."""

PRODUCTS = ("card", "card_instalment", "consumer_loan", "platform_loan", "bnpl", "auto_loan", "education_loan")
"""Credit accounts, one of each per household. card: transactor and revolving balances; card_instalment: bill and
purchase instalments on the card; consumer_loan: by a bank; platform_loan: by a consumer-finance company or platform;
bnpl: pay later at the till; auto_loan: with plate loans and rented batteries."""

LENDER_TYPES = ("state_bank", "joint_stock_bank", "consumer_finance", "auto_finance", "platform")

CHANNELS = ("store", "online")

BUCKETS = ("current", "1-30", "31-60", "61-90", "91-180", "181+")
"""Days past due. An account in 181+ leaves by charge-off or sale."""

PAYERS = ("central", "city", "district")

DURABLES = ("digital", "appliances", "furniture", "renovation", "car")
"""Goods with a planned date of replacement. The car is one slot whose kind is chosen at purchase."""

FLAG_SUBSIDISED, FLAG_CASH_OUT, FLAG_GRACE, FLAG_LARGE, FLAG_BULLET = 1, 2, 4, 8, 16
"""Bits of the column `marks` of an account: interest is subsidised; paid out in cash, use not verified; repayment has
not begun; a large ticket in the sense of the interest subsidies in force; interest alone is due until maturity."""

SIZES = ("small", "medium", "large")
"""Merchants: by size within a sector."""


class Sector(IntEnum):
    """Position of a sector in every array over sectors."""

    DAILY_GOODS = 0
    APPAREL = 1
    DINING = 2
    DIGITAL = 3
    APPLIANCES = 4
    FURNITURE = 5
    RENOVATION = 6
    NEV = 7
    ICE = 8
    USED_CAR = 9
    PLATE = 10
    CULTURE = 11
    TRAVEL = 12
    EDUCATION = 13
    HEALTH = 14
    FUEL_OTHER = 15


class Product(IntEnum):
    """Position of a credit product in every array over products."""

    CARD = 0
    CARD_INSTALMENT = 1
    CONSUMER_LOAN = 2
    PLATFORM_LOAN = 3
    BNPL = 4
    AUTO_LOAN = 5
    EDUCATION_LOAN = 6


class Durable(IntEnum):
    """Position of a durable good in the household's columns."""

    DIGITAL = 0
    APPLIANCES = 1
    FURNITURE = 2
    RENOVATION = 3
    CAR = 4


class Tenure(IntEnum):
    """How a household is housed."""

    OWNER = 0
    MORTGAGED = 1
    RENTER = 2
    DORMITORY = 3


class Car(IntEnum):
    """What stands in the household's car slot."""

    NONE = 0
    NEV = 1
    ICE = 2
    USED = 3
