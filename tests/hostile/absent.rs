//! Promise `checked-or-error`: an input that cannot be read is an error, never replaced by a default.
