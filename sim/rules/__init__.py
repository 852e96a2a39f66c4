"""The model's rules: short scalar functions with units, equation and source.

A rule is plain Python when Python calls it and is inlined when a compiled loop calls it: one
text, two executions. Rules take numbers and give numbers; they hold no state and draw no luck.
"""
