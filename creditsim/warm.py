"""`creditsim warm`: compile the model now, so that the first run does not wait."""

from __future__ import annotations


def warm() -> None:
    """Compile the model (about 90 seconds, once a version) by simulating 300 households for three months."""
    from rich.console import Console

    from sim.running import simulate
    from sim.scenarios import load_scenario

    console = Console(stderr=True)
    scenario = load_scenario("shanghai/actual").with_months(last="2022-03")
    with console.status("Compiling the model: about 90 seconds, once a version ..."):
        simulate(scenario, households=300, burn_in=1)
        simulate(scenario, households=300, burn_in=1, progress=lambda done, total: None)
    console.print("The model is compiled.")
