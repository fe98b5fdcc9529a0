//! Promise `no-programs`: no program that a repository names runs, and no network is used.
