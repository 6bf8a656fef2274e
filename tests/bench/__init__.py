"""Speed of the model and of its twin on the same work: `pytest -m bench -n 0 -s`."""
