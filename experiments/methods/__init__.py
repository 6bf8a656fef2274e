"""What the experiments share: design, panel, effects, store; figures and report."""
