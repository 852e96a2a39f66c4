"""The web viewer: a planner moves a slider and sees who bears it.

`serve` starts it. What is shown is worked out by functions without a browser (`draft`, `controls`,
`charts`, `views`); Solara components put it on the page.
"""
