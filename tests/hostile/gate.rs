//! Promise `gated-changes`: the gate of a pull request compares with what was checked out.
