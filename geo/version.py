"""The version of Faultlines."""

__version__ = "0.1.0"
