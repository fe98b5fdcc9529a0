//! Promise `written-or-reported`: a file is written, or an error says that it was not.
