//! Promise `own-outputs`: only the outputs of the same topology are replaced or removed.
