"""Clinical calculators: each with its formula, its source and the checks of its inputs.

``registry.calculate`` is the one way in. A calculator is data (:class:`model.Calculator`) and one pure
function; no result is a recommendation.
"""
