"""Configurations: choices in YAML, their typed shape in `schema`, their limits in `checks`."""
