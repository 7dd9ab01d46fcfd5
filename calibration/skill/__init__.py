"""How well the future was foretold: scores of forecasts, rival forecasts, and the backtest that sets one against the
other, from origins at which only what had been released is known."""
