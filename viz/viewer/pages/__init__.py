"""The pages of the viewer, each a Solara component of a visit."""
