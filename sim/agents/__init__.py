"""Organisations as Mesa agents: cooperatives, leading enterprises and buyers."""
