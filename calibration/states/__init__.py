"""What is not observed, month by month: normal states, conditioned on what had been published."""
