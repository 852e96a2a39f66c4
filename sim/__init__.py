"""Oasis Chains: an agent-based simulator of agricultural value chains."""

from sim.engine import cache as _cache

_cache.prepare()
