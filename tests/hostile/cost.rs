//! Promise `linear-cost`: the cost of an input grows with its size, not with its square.
