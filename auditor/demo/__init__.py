"""A simulated internet on loopback: invented companies and their third parties, for the demo and the tests."""
