//! Promise `bases-inside`: a base is a YAML file inside the repository, and no other file is shown.
