//! Promise `inert-markdown`: a value of the user in Markdown is the content of one code span, on one line.
