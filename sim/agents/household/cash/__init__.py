"""Cash credit: who wants a loan at which price, for how much, and what becomes of the money."""
