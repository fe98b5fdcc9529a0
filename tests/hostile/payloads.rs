//! Promise `same-bytes`: a value comes back byte for byte from every output, or validation refuses it.
