//! Promise `log-commands`: user text in words for people forms no command of a pipeline.
